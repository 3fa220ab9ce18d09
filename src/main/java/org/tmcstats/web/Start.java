package org.tmcstats.web;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import org.tmcstats.config.SettingException;
import org.tmcstats.config.Settings;

/** First of all at start: a setting that nobody reads stops the deployment. */
@ApplicationScoped
class Start {
    private final Settings settings;

    @Inject
    Start(Settings settings) {
        this.settings = settings;
    }

    /** @throws SettingException naming the setting that is unknown or out of bounds */
    void check(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) @Initialized(ApplicationScoped.class)
                    Object event) {
        settings.refuseUnknown();
        BodyLimit.most(settings);
        BodyLimit.longest(settings);
    }
}
