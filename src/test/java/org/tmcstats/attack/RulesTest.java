package org.tmcstats.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tmcstats.audit.PersonalData;

/** The rules and the annotations of the resources say the same: a new method needs a line, and a thought about persons. */
class RulesTest {
    @Test
    void each_method_of_a_resource_has_its_rule() {
        Set<String> written = new TreeSet<>();
        Rules.read()
                .all()
                .forEach(rule ->
                        written.add(line(rule.operation(), rule.lets("") ? Set.of() : rule.who(), rule.personal())));
        Set<String> annotated = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.tmcstats")) {
            if (type.isAnnotatedWith(Path.class)) {
                type.getMethods().stream()
                        .filter(method -> verb(method.reflect()) != null)
                        .map(JavaMethod::reflect)
                        .forEach(method -> annotated.add(
                                line(verb(method) + " " + path(method), roles(method), personal(method))));
            }
        }
        assertEquals(String.join("\n", annotated), String.join("\n", written));
    }

    private static String line(String operation, Set<String> roles, boolean personal) {
        return operation + " " + (roles.isEmpty() ? "any or open" : String.join(",", roles))
                + (personal ? " personal" : " -");
    }

    private static String verb(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                return verb.value();
            }
        }
        return null;
    }

    private static String path(Method method) {
        Path below = method.getAnnotation(Path.class);
        String whole = method.getDeclaringClass().getAnnotation(Path.class).value()
                + (below == null ? "" : "/" + below.value());
        return Arrays.stream(whole.split("/"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("/", "/", ""));
    }

    private static Set<String> roles(Method method) {
        RolesAllowed allowed = method.getAnnotation(RolesAllowed.class);
        if (allowed == null && !method.isAnnotationPresent(PermitAll.class)) {
            allowed = method.getDeclaringClass().getAnnotation(RolesAllowed.class);
        }
        return allowed == null ? Set.of() : new TreeSet<>(Set.of(allowed.value()));
    }

    private static boolean personal(Method method) {
        return method.isAnnotationPresent(PersonalData.class);
    }
}
