package org.tmcstats.attack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may do what: {@code access-rules.txt}, a line an operation with method, path, roles ({@code -} when none is needed),
 * and whether the answer or the change is of personal data.
 */
record Rules(List<Rule> all) {
    static final List<String> ROLES = List.of("feeder", "viewer", "analyst", "operator", "privacy-officer", "admin");

    /**
     * One operation.
     *
     * @param path under /api/v1, with {@code {names}}
     * @param roles that are let in; empty when nobody has to sign in
     * @param personal {@code personal}, or {@code -}
     */
    record Rule(String method, String path, Set<String> roles, boolean personal) {
        String operation() {
            return method + " " + path;
        }

        boolean isOpen() {
            return roles.isEmpty();
        }
    }

    static Rules read() {
        try (InputStream in = Rules.class.getResourceAsStream("/access-rules.txt")) {
            List<Rule> rules = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    rules.add(parse(line));
                }
            }
            return new Rules(List.copyOf(rules));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Rule parse(String line) {
        String[] parts = line.trim().split("\\s+");
        if (parts.length != 4 || !(parts[3].equals("personal") || parts[3].equals("-"))) {
            throw new IllegalStateException("not a rule: " + line);
        }
        Set<String> roles = parts[2].equals("-") ? Set.of() : new HashSet<>(List.of(parts[2].split(",")));
        if (!ROLES.containsAll(roles)) {
            throw new IllegalStateException("unknown role: " + line);
        }
        return new Rule(parts[0], parts[1], roles, parts[3].equals("personal"));
    }
}
