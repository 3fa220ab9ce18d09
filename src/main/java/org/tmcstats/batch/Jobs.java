package org.tmcstats.batch;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/** The jobs there are: a file in {@code META-INF/batch-jobs} each, its name the id. */
@ApplicationScoped
class Jobs {
    private static final String FOLDER = "/WEB-INF/classes/META-INF/batch-jobs/";
    private static final String SUFFIX = ".xml";

    private final Set<String> ids = new TreeSet<>();
    private final Instance<StartCheck> checks;

    @Inject
    Jobs(ServletContext context, @Any Instance<StartCheck> checks) {
        Set<String> files = context.getResourcePaths(FOLDER);
        for (String file : files == null ? Set.<String>of() : files) {
            if (file.endsWith(SUFFIX)) {
                ids.add(file.substring(FOLDER.length(), file.length() - SUFFIX.length()));
            }
        }
        this.checks = checks;
    }

    Set<String> ids() {
        return ids;
    }

    /** @throws ProblemException not-found */
    void require(String job) {
        if (!ids.contains(job)) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no such job; GET /batch/jobs lists them");
        }
    }

    /** @throws ProblemException as {@link StartCheck#check} */
    void check(String job, Map<String, String> parameters) {
        boolean checked = false;
        for (StartCheck check : checks) {
            if (check.job().equals(job)) {
                check.check(parameters);
                checked = true;
            }
        }
        if (!checked && !parameters.isEmpty()) {
            throw new ProblemException(ProblemType.BAD_PARAMETER, "The job takes no parameters");
        }
    }
}
