package org.tmcstats.audit;

import jakarta.annotation.Priority;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.CurrentCaller;
import org.tmcstats.access.Role;
import org.tmcstats.config.Settings;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/**
 * Notes under which role and for which purpose a request comes, and withholds the answer of a method with
 * {@link PersonalData} that has not told {@link Audit}.
 */
@Provider
@Priority(Priorities.USER)
@ApplicationScoped
public class AuditedRequests implements ContainerRequestFilter, ContainerResponseFilter {
    /** What the caller needs the data for, one of the setting {@code tmc.audit.purposes}. */
    static final String HEADER = "Tmc-Purpose";

    /** The more a role may see, the later: a caller of several acts in the last that the method allows. */
    private static final List<String> ORDER =
            List.of(Role.FEEDER, Role.VIEWER, Role.OPERATOR, Role.ANALYST, Role.ADMIN, Role.PRIVACY_OFFICER);

    private final CurrentCaller caller;
    private final AuditedRequest audited;
    private final AuditConfig config;

    @Context
    private @Nullable ResourceInfo resource;

    @Inject
    AuditedRequests(CurrentCaller caller, AuditedRequest audited, Settings settings) {
        this.caller = caller;
        this.audited = audited;
        this.config = AuditConfig.from(settings);
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String purpose = request.getHeaderString(HEADER);
        if (purpose != null && !config.purposes().contains(purpose)) {
            throw new ProblemException(
                    ProblemType.BAD_PARAMETER, HEADER + " must be one of " + String.join(", ", config.purposes()));
        }
        Method method = method();
        if (method != null && caller.isKnown()) {
            audited.is(role(method), purpose);
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        Method method = method();
        if (method != null
                && method.isAnnotationPresent(PersonalData.class)
                && response.getStatus() < 300
                && !audited.isSettled()) {
            throw new IllegalStateException("no audit entry from " + method);
        }
    }

    private @Nullable Method method() {
        return resource == null ? null : resource.getResourceMethod();
    }

    private @Nullable String role(Method method) {
        RolesAllowed allowed = method.getAnnotation(RolesAllowed.class);
        if (allowed == null) {
            allowed = method.getDeclaringClass().getAnnotation(RolesAllowed.class);
        }
        if (allowed == null) {
            return null;
        }
        List<String> roles = List.of(allowed.value());
        return ORDER.stream()
                .filter(role -> roles.contains(role) && caller.isIn(role))
                .reduce((first, second) -> second)
                .orElse(null);
    }
}
