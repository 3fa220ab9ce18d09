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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Map<Method, Rule> rules = new ConcurrentHashMap<>();

    @Context
    private @Nullable ResourceInfo resource;

    @Inject
    AuditedRequests(CurrentCaller caller, AuditedRequest audited, Settings settings) {
        this.caller = caller;
        this.audited = audited;
        this.config = AuditConfig.from(settings);
    }

    /**
     * What a method's annotations say.
     *
     * @param roles that it allows, in the order of {@link #ORDER} backwards
     */
    private record Rule(List<String> roles, boolean personal) {
        static Rule of(Method method) {
            RolesAllowed allowed = method.getAnnotation(RolesAllowed.class);
            if (allowed == null) {
                allowed = method.getDeclaringClass().getAnnotation(RolesAllowed.class);
            }
            List<String> roles = new ArrayList<>(ORDER);
            roles.retainAll(allowed == null ? List.of() : List.of(allowed.value()));
            Collections.reverse(roles);
            return new Rule(List.copyOf(roles), method.isAnnotationPresent(PersonalData.class));
        }
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
            audited.is(role(rule(method)), purpose);
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        Method method = method();
        if (method != null && response.getStatus() < 300 && rule(method).personal() && !audited.isSettled()) {
            throw new IllegalStateException("no audit entry from " + method);
        }
    }

    private @Nullable Method method() {
        return resource == null ? null : resource.getResourceMethod();
    }

    private Rule rule(Method method) {
        return rules.computeIfAbsent(method, Rule::of);
    }

    private @Nullable String role(Rule rule) {
        for (String role : rule.roles()) {
            if (caller.isIn(role)) {
                return role;
            }
        }
        return null;
    }
}
