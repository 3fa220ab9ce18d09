package org.tmcstats.batch;

import java.util.Map;

/** What a job says about its parameters before it is started or restarted. A CDI bean; jobs without one take no parameters. */
public interface StartCheck {
    /** Id of the job. */
    String job();

    /**
     * Looks at the parameters; runs in the transaction that the start belongs to.
     *
     * @throws org.tmcstats.problem.ProblemException for an unknown or unusable parameter, or when the present state does
     *     not allow the run
     */
    void check(Map<String, String> parameters);
}
