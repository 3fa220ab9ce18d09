package org.tmcstats.access;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import org.tmcstats.config.SettingException;
import org.tmcstats.config.Settings;

/**
 * Makes the client {@code admin}, with every role, at the first start. Its secret is the setting {@code tmc.admin.secret};
 * without one it is random and printed once on the terminal, past every log.
 */
@ApplicationScoped
class FirstAdmin {
    private static final String ID = "admin";
    private static final int SHORT = 12;
    private static final String SETTING = "tmc.admin.secret";
    private static final System.Logger LOG = System.getLogger(FirstAdmin.class.getName());

    private final Clients clients;
    private final Settings settings;

    @Inject
    FirstAdmin(Clients clients, Settings settings) {
        this.clients = clients;
        this.settings = settings;
    }

    @SuppressWarnings("SystemOut") // the terminal, and nothing that is kept
    void start(
            @Observes @Priority(Interceptor.Priority.APPLICATION) @Initialized(ApplicationScoped.class) Object event) {
        make(settings.text(SETTING), System.out);
    }

    void make(String given, PrintStream terminal) {
        if (clients.anyAdmin()) {
            return;
        }
        if (given.length() > Secrets.LONGEST) {
            throw new SettingException(SETTING, "must have at most " + Secrets.LONGEST + " characters");
        }
        if (!given.isEmpty() && given.length() < SHORT) {
            LOG.log(Level.WARNING, "{0} is shorter than {1} characters", SETTING, SHORT);
        }
        String secret = given.isEmpty() ? Secrets.generate(ID) : given;
        if (clients.add(ID, Role.ALL, null, null, Secrets.hash(secret)) && given.isEmpty()) {
            terminal.println("tmc-stats: client admin, secret " + secret + " (shown once, stored nowhere)");
        }
    }
}
