package org.tmcstats.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import org.tmcstats.access.ClientChange;

/** Records changes of clients, who are people too: who gave whom which access. */
@ApplicationScoped
class ClientChanges {
    /** Makes the first client, before anybody can sign in. */
    private static final String START = "start";

    private final Audit audit;

    @Inject
    ClientChanges(Audit audit) {
        this.audit = audit;
    }

    void record(@Observes ClientChange change) {
        Action action = change.removed() ? Action.ERASE : Action.CHANGE;
        if (audit.isForRequest()) {
            audit.record(action, change.kind(), 1, List.of(new Subject("client", change.client())));
        } else {
            audit.record(START, action, change.kind(), 1, "access");
        }
    }
}
