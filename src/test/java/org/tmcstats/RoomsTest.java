package org.tmcstats;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The table of rooms in docs/ARCHITECTURE.md: what each may touch, these arrows alone. */
class RoomsTest {
    private static final Map<String, Set<String>> MAY_TOUCH = Map.ofEntries(
            Map.entry("problem", Set.of()),
            Map.entry("config", Set.of("problem")),
            Map.entry("rest", Set.of("problem", "config")),
            Map.entry("quality", Set.of("config")),
            Map.entry("store", Set.of("problem", "config")),
            Map.entry("keys", Set.of("store", "problem", "config")),
            Map.entry("audit", Set.of("access", "identity", "keys", "store", "rest", "problem", "config")),
            Map.entry("identity", Set.of("keys", "store", "problem", "config")),
            Map.entry("raw", Set.of("identity", "quality", "store", "problem", "config")),
            Map.entry("spool", Set.of("raw", "problem", "config")),
            Map.entry("access", Set.of("keys", "store", "rest", "problem", "config")),
            Map.entry("quarantine", Set.of("spool", "store", "access", "audit", "rest", "problem", "config")),
            Map.entry(
                    "feed",
                    Set.of("spool", "raw", "quarantine", "quality", "store", "access", "rest", "problem", "config")),
            Map.entry("batch", Set.of("store", "access", "rest", "problem", "config")),
            Map.entry("rollup", Set.of("raw", "identity", "quality", "store", "batch", "problem", "config")),
            Map.entry("report", Set.of("identity", "store", "quality", "access", "audit", "rest", "problem", "config")),
            Map.entry(
                    "call",
                    Set.of("raw", "identity", "store", "quality", "access", "audit", "rest", "problem", "config")),
            Map.entry(
                    "retention", Set.of("audit", "access", "identity", "store", "batch", "rest", "problem", "config")),
            Map.entry(
                    "privacy",
                    Set.of(
                            "identity",
                            "raw",
                            "spool",
                            "keys",
                            "audit",
                            "retention",
                            "store",
                            "batch",
                            "access",
                            "rest",
                            "problem",
                            "config")),
            Map.entry("web", Set.of("access", "rest", "store", "problem", "config")),
            Map.entry("launcher", Set.of()));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.tmcstats");

    @Test
    void rooms_touch_only_what_the_table_allows() {
        Set<String> others = new TreeSet<>();
        for (JavaClass from : CLASSES) {
            Set<String> allowed = MAY_TOUCH.getOrDefault(room(from), Set.of());
            from.getDirectDependenciesFromSelf().forEach(dependency -> {
                JavaClass to = dependency.getTargetClass();
                if (to.getPackageName().startsWith("org.tmcstats")
                        && !room(to).equals(room(from))
                        && !allowed.contains(room(to))) {
                    others.add(room(from) + " -> " + room(to) + ": " + dependency.getDescription());
                }
            });
        }
        assertEquals(List.of(), new ArrayList<>(others));
    }

    @Test
    void every_room_is_in_the_table() {
        Set<String> rooms = new TreeSet<>();
        CLASSES.forEach(c -> rooms.add(room(c)));
        assertEquals(new TreeSet<>(MAY_TOUCH.keySet()), rooms);
    }

    @Test
    void rooms_do_not_form_circles() {
        slices().matching("org.tmcstats.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void feeds_do_not_know_each_other() {
        slices().matching("org.tmcstats.feed.(*)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @Test
    void only_the_store_knows_jdbc_and_the_driver() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.tmcstats.store..", "org.tmcstats.launcher..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.sql..", "org.postgresql..")
                .check(CLASSES);
    }

    @Test
    void batch_artifacts_live_in_few_rooms() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.tmcstats.batch..",
                        "org.tmcstats.rollup..",
                        "org.tmcstats.retention..",
                        "org.tmcstats.privacy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.batch..")
                .check(CLASSES);
    }

    @Test
    void names_say_what_a_class_is() {
        classes()
                .should()
                .haveNameNotMatching(".*(Impl|Manager|Helper|Utils?|Service)")
                .check(CLASSES);
    }

    private static String room(JavaClass of) {
        String inside = of.getPackageName().substring("org.tmcstats".length());
        return inside.isEmpty() ? "" : inside.substring(1).split("\\.")[0];
    }
}
