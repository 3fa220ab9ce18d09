package org.tmcstats.access;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may call: a program or a person's account. Also the principal of a request.
 *
 * @param id name that it signs in with
 * @param roles constants of {@link Role}
 * @param region where it works; null when not said
 */
public record Client(
        String id, List<String> roles, @Nullable String region, Instant createdAt) implements Principal {
    public Client {
        roles = List.copyOf(roles);
    }

    @JsonIgnore // the id again, as security contexts want it
    @Override
    public String getName() {
        return id;
    }
}
