package org.tmcstats.report;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.DatabaseRole;

/**
 * What a caller may see of a report.
 *
 * @param persons persons in clear, else masked
 * @param customers rows of these alone; null for everybody's
 */
record Sight(boolean persons, @Nullable List<String> customers) {
    /** A limited caller's rows are found by their customers, also where these are then masked. */
    DatabaseRole role() {
        return persons || customers != null ? DatabaseRole.PERSON : DatabaseRole.REPORT;
    }

    String schema() {
        return role() == DatabaseRole.PERSON ? "identity" : "masked";
    }

    String @Nullable [] customerArray() {
        return customers == null ? null : customers.toArray(String[]::new);
    }

    /** @throws ProblemException forbidden, when rows of the report cannot be told apart by customer */
    void check(Report report) {
        if (customers != null && !report.sql().contains(":customers")) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "Report " + report.id() + " is over all customers, this client sees some of them only");
        }
    }
}
