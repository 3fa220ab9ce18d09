package org.tmcstats.access;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may call: a program or a person's account. Also the principal of a request.
 *
 * @param id name that it signs in with; of a bearer token, {@code token:} and the token's subject
 * @param roles constants of {@link Role}
 * @param region where it works; null when not said
 * @param customers external ids of the customers whose calls it sees, and nothing else; null for everybody's
 * @param secondFactor whether it has a second factor
 */
public record Client(
        String id,
        List<String> roles,
        @Nullable String region,
        @Nullable List<String> customers,
        boolean secondFactor,
        Instant createdAt)
        implements Principal {
    public Client {
        roles = List.copyOf(roles);
        customers = customers == null ? null : List.copyOf(customers);
    }

    @JsonIgnore // the id again, as security contexts want it
    @Override
    public String getName() {
        return id;
    }

    /** Sees some customers' data only. */
    @JsonIgnore
    public boolean isLimited() {
        return customers != null;
    }
}
