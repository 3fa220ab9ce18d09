package org.tmcstats.privacy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tmcstats.identity.PersonalColumn;

/**
 * A table with personal data, as the catalogue has it.
 *
 * @param name schema and table
 * @param columns its columns in the catalogue
 * @param keys of call_key, device_key and day those that it has
 */
record PersonalTable(String name, List<PersonalColumn> columns, Set<String> keys) {
    /** Schemas of accounts and of what the law wants to be kept: none of a data subject's records. */
    private static final Set<String> EVIDENCE = Set.of("ops", "privacy", "audit");

    /** Tables in which a person can be recognised, or whose rows hang on a call or a box; by name. */
    static List<PersonalTable> of(List<PersonalColumn> catalogue) {
        Map<String, List<PersonalColumn>> byTable = new LinkedHashMap<>();
        catalogue.stream()
                .filter(c -> !EVIDENCE.contains(c.schema()))
                .forEach(c -> byTable.computeIfAbsent(c.qualifiedTable(), t -> new ArrayList<>())
                        .add(c));
        List<PersonalTable> tables = new ArrayList<>();
        byTable.forEach((name, columns) -> {
            Set<String> keys = new TreeSet<>(columns.get(0).keys());
            boolean recognises = columns.stream().anyMatch(c -> !c.identifies().isEmpty());
            if (recognises || keys.contains("call_key") || keys.contains("device_key")) {
                tables.add(new PersonalTable(name, columns, keys));
            }
        });
        return tables;
    }

    /** Keys by which rows belong to a call or a box. */
    List<String> linkKeys() {
        return keys.stream().filter(k -> !k.equals("day")).toList();
    }

    boolean hasDay() {
        return keys.contains("day");
    }

    /** Whether each row is about one party of a call: those of others are not the person's. */
    boolean isOfParties() {
        return columns.stream().anyMatch(Who::isPartyColumn);
    }
}
