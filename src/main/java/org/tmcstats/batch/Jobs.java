package org.tmcstats.batch;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/** The jobs there are: a file in {@code META-INF/batch-jobs} each, its name the id. */
@ApplicationScoped
class Jobs {
    private static final String FOLDER = "META-INF/batch-jobs";
    private static final String SUFFIX = ".xml";

    private final Set<String> ids;
    private final Instance<StartCheck> checks;

    @Inject
    Jobs(@Any Instance<StartCheck> checks) {
        this.ids = Collections.unmodifiableSet(find());
        this.checks = checks;
    }

    /** A deployed WAR is unpacked: its classes are files. */
    private static Set<String> find() {
        Set<String> ids = new TreeSet<>();
        try {
            for (URL folder : Collections.list(Jobs.class.getClassLoader().getResources(FOLDER))) {
                if (folder.getProtocol().equals("file")) {
                    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
                        files.map(file -> String.valueOf(file.getFileName()))
                                .filter(name -> name.endsWith(SUFFIX))
                                .forEach(name -> ids.add(name.substring(0, name.length() - SUFFIX.length())));
                    }
                }
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the jobs' folder cannot be read", e);
        }
        return ids;
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
