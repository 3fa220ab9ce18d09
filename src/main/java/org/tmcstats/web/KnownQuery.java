package org.tmcstats.web;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Set;
import java.util.TreeSet;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rest.AnyQuery;

/** Refuses query parameters that a method does not declare: a misspelt one would silently be without effect. */
@Provider
public class KnownQuery implements DynamicFeature {
    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Method method = resource.getResourceMethod();
        if (!method.isAnnotationPresent(AnyQuery.class)) {
            context.register(new NameFilter(names(resource.getResourceClass(), method)));
        }
    }

    static Set<String> names(Class<?> type, Method method) {
        Set<String> names = new TreeSet<>();
        for (Parameter parameter : method.getParameters()) {
            add(names, parameter, parameter.getType());
        }
        addMembers(names, type);
        return names;
    }

    private static void add(Set<String> names, AnnotatedElement element, Class<?> type) {
        QueryParam query = element.getAnnotation(QueryParam.class);
        if (query != null) {
            names.add(query.value());
        }
        if (element.isAnnotationPresent(BeanParam.class)) {
            addMembers(names, type);
        }
    }

    private static void addMembers(Set<String> names, Class<?> type) {
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                add(names, field, field.getType());
            }
            for (Constructor<?> constructor : c.getDeclaredConstructors()) {
                for (Parameter parameter : constructor.getParameters()) {
                    add(names, parameter, parameter.getType());
                }
            }
        }
    }

    private record NameFilter(Set<String> names) implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            for (String name : request.getUriInfo().getQueryParameters().keySet()) {
                if (!names.contains(name)) {
                    throw new ProblemException(
                            ProblemType.BAD_PARAMETER,
                            names.isEmpty()
                                    ? "No query parameters are known here"
                                    : "Query parameters known here: " + String.join(", ", names));
                }
            }
        }
    }
}
