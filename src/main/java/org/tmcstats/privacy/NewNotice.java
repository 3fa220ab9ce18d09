package org.tmcstats.privacy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemException.Fault;

/**
 * A notice to a recipient (GDPR Art. 19).
 *
 * @param recipient organisation that the data were disclosed to
 * @param state sent, or impossible (or of disproportionate effort)
 * @param means how it was sent, or why it is impossible
 */
public record NewNotice(
        @Nullable String recipient,
        @Nullable String state,
        @Nullable String means) {
    NewNotice valid() {
        List<Fault> faults = new ArrayList<>();
        if (recipient == null || recipient.isBlank() || recipient.length() > 200) {
            faults.add(new Fault("/recipient", "must be 1 to 200 characters"));
        }
        if (state == null || !state.matches("sent|impossible")) {
            faults.add(new Fault("/state", "must be sent or impossible"));
        }
        if (means == null || means.isBlank() || means.length() > 2000) {
            faults.add(new Fault("/means", "must say how, or why not, in 1 to 2000 characters"));
        }
        if (!faults.isEmpty()) {
            throw ProblemException.ofFaults("The notice cannot be recorded as asked", faults);
        }
        return this;
    }
}
