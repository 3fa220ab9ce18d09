package org.tmcstats.privacy;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a request stands. */
public enum RequestStatus {
    PENDING("pending"),
    IN_PROGRESS("in-progress"),
    COMPLETED("completed"),
    REFUSED("refused"),
    CANCELLED("cancelled"),
    /** Its job failed; approving it again goes on with it. */
    FAILED("failed");

    private final String word;

    RequestStatus(String word) {
        this.word = word;
    }

    /** As the interface writes it. */
    @JsonValue
    public String word() {
        return word;
    }

    boolean isOpen() {
        return this == PENDING || this == IN_PROGRESS || this == FAILED;
    }

    static Optional<RequestStatus> find(@Nullable String word) {
        return Arrays.stream(values()).filter(s -> s.word.equals(word)).findFirst();
    }
}
