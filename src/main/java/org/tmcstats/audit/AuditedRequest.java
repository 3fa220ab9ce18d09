package org.tmcstats.audit;

import org.jspecify.annotations.Nullable;

/** What the request under way is called by in the audit trail, and whether it has said what it does there. */
class AuditedRequest {
    private @Nullable String role;
    private @Nullable String purpose;
    private boolean settled;

    void is(@Nullable String allowing, @Nullable String named) {
        role = allowing;
        purpose = named;
    }

    /** The role that let it in; null when any would do. */
    @Nullable
    String role() {
        return role;
    }

    /** As the caller named it; null when it did not. */
    @Nullable
    String purpose() {
        return purpose;
    }

    void settle() {
        settled = true;
    }

    boolean isSettled() {
        return settled;
    }
}
