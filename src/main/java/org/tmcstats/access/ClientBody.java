package org.tmcstats.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemException.Fault;

/**
 * A client to be made or changed.
 *
 * @param id 1 to 64 letters, digits, dots, underscores, hyphens; not in a change
 * @param roles at least one of feeder, viewer, analyst, operator, privacy-officer, admin
 * @param region country in which it works, ISO 3166-1 alpha-2; null when it is the controller's
 * @param customers external ids of the customers whose calls it shall see, and nothing else; null for everybody's
 */
public record ClientBody(
        @Nullable String id,
        @Nullable List<String> roles,
        @Nullable String region,
        @Nullable List<String> customers) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int LONGEST_CUSTOMER = 200;
    private static final int MOST_CUSTOMERS = 1000;
    /** Every other role is about all customers. */
    private static final Set<String> LIMITABLE = Set.of(Role.VIEWER, Role.ANALYST);

    public ClientBody {
        id = id == null ? "" : id;
        roles = roles == null ? List.of() : roles.stream().distinct().toList();
        customers = customers == null ? null : customers.stream().distinct().toList();
    }

    /** @throws ProblemException with the pointer of each fault */
    ClientBody checkNew() {
        List<Fault> faults = faults();
        if (id == null || !isId(id)) {
            faults.add(
                    0,
                    new Fault(
                            "/id",
                            "must be 1 to 64 letters, digits, dots, underscores or hyphens, the first a letter or digit"));
        }
        return checked(faults);
    }

    /** @throws ProblemException with the pointer of each fault */
    ClientBody checkChange() {
        List<Fault> faults = faults();
        if (id != null && !id.isEmpty()) {
            faults.add(0, new Fault("/id", "cannot be changed"));
        }
        return checked(faults);
    }

    /** Whether a client can have this id. */
    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    private ClientBody checked(List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw ProblemException.ofFaults("The client cannot be made as asked", faults);
        }
        return this;
    }

    private List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        if (roles == null || roles.isEmpty() || !Role.ALL.containsAll(roles)) {
            faults.add(new Fault("/roles", "must hold one or more of " + String.join(", ", Role.ALL)));
        }
        if (region != null && !Countries.isCode(region)) {
            faults.add(new Fault("/region", "must be a country's two capital letters (ISO 3166-1), such as DE"));
        }
        if (customers != null) {
            if (customers.isEmpty()
                    || customers.size() > MOST_CUSTOMERS
                    || !customers.stream().allMatch(c -> isText(c, LONGEST_CUSTOMER))) {
                faults.add(new Fault(
                        "/customers",
                        "must be 1 to " + MOST_CUSTOMERS + " ids of up to " + LONGEST_CUSTOMER + " characters"));
            }
            if (roles != null && !LIMITABLE.containsAll(roles)) {
                faults.add(new Fault("/customers", "go with the roles viewer and analyst alone"));
            }
        }
        return faults;
    }

    private static boolean isText(@Nullable String text, int longest) {
        return text != null && !text.isBlank() && text.length() <= longest && text.indexOf('\0') < 0;
    }
}
