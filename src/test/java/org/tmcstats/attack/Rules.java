package org.tmcstats.attack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Who may do what: {@code access-rules.txt}. */
record Rules(List<Rule> all) {
    static final List<String> ROLES = List.of("feeder", "viewer", "analyst", "operator", "privacy-officer", "admin");
    /** Whoever signed in. */
    static final String ANY = "any";
    /** Everybody. */
    static final String OPEN = "open";

    /**
     * One operation.
     *
     * @param path under /api/v1, with {@code {names}}
     * @param who roles, or {@link #ANY}, or {@link #OPEN}
     * @param personal the answer or the change is of personal data
     */
    record Rule(String method, String path, Set<String> who, boolean personal) {
        String operation() {
            return method + " " + path;
        }

        boolean isOpen() {
            return who.contains(OPEN);
        }

        boolean lets(String role) {
            return isOpen() || who.contains(ANY) || who.contains(role);
        }
    }

    static Rules read() {
        try (InputStream in = Rules.class.getResourceAsStream("/access-rules.txt")) {
            return new Rules(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Rules::parse)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Rule parse(String line) {
        String[] parts = line.trim().split("\\s+");
        if (parts.length != 4 || !(parts[3].equals("personal") || parts[3].equals("-"))) {
            throw new IllegalStateException("not a rule: " + line);
        }
        Set<String> who = new TreeSet<>(List.of(parts[2].split(",")));
        if (!ROLES.containsAll(who) && !(who.size() == 1 && Stream.of(ANY, OPEN).anyMatch(who::contains))) {
            throw new IllegalStateException("unknown role: " + line);
        }
        return new Rule(parts[0], parts[1], who, parts[3].equals("personal"));
    }
}
