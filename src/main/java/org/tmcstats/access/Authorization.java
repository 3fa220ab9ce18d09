package org.tmcstats.access;

import jakarta.annotation.Priority;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.List;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/**
 * Lets a method of a resource run for the roles that it names. A method (or its class) that names none and is not
 * {@code @PermitAll} stops the deployment: forgotten is not the same as open. Clients of some customers' data pass to methods
 * that are {@link LimitedToo} alone.
 */
@Provider
public class Authorization implements DynamicFeature {
    private static final String OURS = "org.tmcstats.";

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Class<?> type = resource.getResourceClass();
        if (!type.getName().startsWith(OURS)) {
            return; // the server's own answers to OPTIONS
        }
        Method method = resource.getResourceMethod();
        RolesAllowed roles = method.getAnnotation(RolesAllowed.class);
        if (roles == null && !method.isAnnotationPresent(PermitAll.class)) {
            roles = type.getAnnotation(RolesAllowed.class);
            if (roles == null && !type.isAnnotationPresent(PermitAll.class)) {
                throw new IllegalStateException(
                        "neither @RolesAllowed nor @PermitAll at " + type.getName() + '.' + method.getName());
            }
        }
        if (roles != null) {
            context.register(new RoleFilter(List.of(roles.value())));
        }
        if (!method.isAnnotationPresent(LimitedToo.class) && !type.isAnnotationPresent(LimitedToo.class)) {
            context.register(new AllCustomers());
        }
    }

    @Priority(Priorities.AUTHORIZATION)
    private static final class RoleFilter implements ContainerRequestFilter {
        private final List<String> roles;

        RoleFilter(List<String> roles) {
            this.roles = roles;
        }

        @Override
        public void filter(ContainerRequestContext request) {
            if (roles.stream().noneMatch(request.getSecurityContext()::isUserInRole)) {
                throw new ProblemException(
                        ProblemType.FORBIDDEN, "This takes one of the roles " + String.join(", ", roles));
            }
        }
    }

    @Priority(Priorities.AUTHORIZATION)
    private static final class AllCustomers implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            if (request.getSecurityContext().getUserPrincipal() instanceof Client client && client.isLimited()) {
                throw new ProblemException(
                        ProblemType.FORBIDDEN, "This is over all customers, this client sees some of them only");
            }
        }
    }
}
