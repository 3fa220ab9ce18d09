package org.tmcstats.rollup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.tmcstats.batch.StartCheck;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;

/** The one parameter of hourly-kpi is looked at before the run, so that its caller is told and not the log. */
@ApplicationScoped
class RebuildCheck implements StartCheck {
    private static final String REBUILD = "rebuild";

    private final Database database;

    @Inject
    RebuildCheck(Database database) {
        this.database = database;
    }

    @Override
    public String job() {
        return "hourly-kpi";
    }

    @Override
    public void check(Map<String, String> parameters) {
        parameters.forEach((name, value) -> {
            if (!name.equals(REBUILD)) {
                throw new ProblemException(ProblemType.BAD_PARAMETER, "The only parameter of hourly-kpi is " + REBUILD);
            }
            RebuildRange.check(database, value);
        });
    }
}
