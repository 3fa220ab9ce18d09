package org.tmcstats.audit;

import jakarta.annotation.Priority;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.CurrentCaller;
import org.tmcstats.access.Role;
import org.tmcstats.config.Settings;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/**
 * Notes under which role and for which purpose a request comes, and withholds the answer of a method with
 * {@link PersonalData} that has not told {@link Audit}. Feeds take data in and show none: they are passed over.
 */
@Provider
@ApplicationScoped
public class AuditedRequests implements DynamicFeature {
    /** What the caller needs the data for, one of the setting {@code tmc.audit.purposes}. */
    static final String HEADER = "Tmc-Purpose";

    /** The more a role may see, the later: a caller of several acts in the last that the method allows. */
    private static final List<String> ORDER =
            List.of(Role.FEEDER, Role.VIEWER, Role.OPERATOR, Role.ANALYST, Role.ADMIN, Role.PRIVACY_OFFICER);

    private final CurrentCaller caller;
    private final AuditedRequest audited;
    private final AuditConfig config;

    @Inject
    AuditedRequests(CurrentCaller caller, AuditedRequest audited, Settings settings) {
        this.caller = caller;
        this.audited = audited;
        this.config = AuditConfig.from(settings);
    }

    /** Not a bean by its class, as {@link CurrentCaller}. */
    @Produces
    @RequestScoped
    static AuditedRequest auditedRequest() {
        return new AuditedRequest();
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Method method = resource.getResourceMethod();
        List<String> roles = roles(resource.getResourceClass(), method);
        boolean personal = method.isAnnotationPresent(PersonalData.class);
        if (personal || !roles.equals(List.of(Role.FEEDER))) {
            context.register(new Filter(method, roles, personal));
        }
    }

    /** Those that a method allows, in the order of {@link #ORDER} backwards. */
    private static List<String> roles(Class<?> type, Method method) {
        RolesAllowed allowed = method.getAnnotation(RolesAllowed.class);
        if (allowed == null) {
            allowed = type.getAnnotation(RolesAllowed.class);
        }
        List<String> roles = new ArrayList<>(ORDER);
        roles.retainAll(allowed == null ? List.of() : List.of(allowed.value()));
        Collections.reverse(roles);
        return List.copyOf(roles);
    }

    /** Of one method. */
    @Priority(Priorities.USER)
    private final class Filter implements ContainerRequestFilter, ContainerResponseFilter {
        private final Method method;
        private final List<String> roles;
        private final boolean personal;

        Filter(Method method, List<String> roles, boolean personal) {
            this.method = method;
            this.roles = roles;
            this.personal = personal;
        }

        @Override
        public void filter(ContainerRequestContext request) {
            String purpose = request.getHeaderString(HEADER);
            if (purpose != null && !config.purposes().contains(purpose)) {
                throw new ProblemException(
                        ProblemType.BAD_PARAMETER, HEADER + " must be one of " + String.join(", ", config.purposes()));
            }
            if (caller.isKnown()) {
                audited.is(role(), purpose);
            }
        }

        @Override
        public void filter(ContainerRequestContext request, ContainerResponseContext response) {
            if (personal && response.getStatus() < 300 && !audited.isSettled()) {
                throw new IllegalStateException("no audit entry from " + method);
            }
        }

        private @Nullable String role() {
            return roles.stream().filter(caller::isIn).findFirst().orElse(null);
        }
    }
}
