package org.tmcstats.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.report.Parameter.Type;

/**
 * A report with its parameters, ready to be asked. The file's SQL has these placeholders, all filled from closed sets of
 * words, never from a caller's text: {@code {grain}} suffix of the tables, {@code {key}} what rows of a table q are
 * grouped by, {@code {bucket}} the bucket's start from a column {@code key}, {@code {within}} the period's condition on
 * q, {@code {rezoned}} whether days of another zone are computed from hours, {@code {by.NAME}} whether rows are grouped
 * or filtered by a dimension, {@code {order}} what {@code sort} says, {@code {identity}} the schema of identities, or of
 * what stands for them where persons are not to be seen. Everything else is bound.
 */
record Query(
        Report report,
        Period whole,
        Period rest,
        Map<String, @Nullable String> values,
        Set<String> by,
        String order,
        int limit,
        int skip,
        int request,
        Sight sight) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)(?:\\.(\\w+))?}");
    private static final int MOST_ROWS = 1000;
    private static final int LONGEST_TEXT = 1000;

    /**
     * Reads what a caller sent.
     *
     * @param given query parameters, decoded
     * @param dataset data set of the settings
     * @param sight what the caller may see
     * @throws ProblemException when anything is not valid
     */
    static Query parse(
            Report report, Map<String, List<String>> given, ReportConfig config, String dataset, Sight sight) {
        Map<String, @Nullable String> values = new HashMap<>();
        Map<String, List<String>> lists = new HashMap<>();
        for (Parameter p : report.parameters()) {
            List<String> texts = given.getOrDefault(p.name(), List.of());
            if (p.isMany()) {
                lists.put(p.name(), words(p, texts));
            } else {
                values.put(p.name(), single(p, texts, sight.persons()));
            }
        }
        refuseUnknown(report, given);
        Set<String> by = new HashSet<>(lists.getOrDefault("groupBy", List.of()));
        values.forEach((name, value) -> {
            if (value != null) {
                by.add(name);
            }
        });
        if (values.containsKey("dataset") && values.get("dataset") == null && !by.contains("dataset")) {
            values.put("dataset", dataset);
        }
        Period period = Period.of(
                needed(values, "granularity"),
                needed(values, "from"),
                needed(values, "to"),
                config.zone(),
                values.get("zone") == null ? config.zone() : Period.zone(needed(values, "zone")));
        int request = identity(report, given);
        Cursor cursor = values.get("cursor") == null
                ? new Cursor(period.from(), 0, request)
                : Cursor.decode(needed(values, "cursor"), request);
        if (!period.isEdge(cursor.bucket())
                || cursor.bucket().isBefore(period.from())
                || !cursor.bucket().isBefore(period.to())) {
            throw bad("cursor must be taken from the reply to the same request");
        }
        return new Query(
                report,
                period,
                period.startingAt(cursor.bucket()),
                values,
                by,
                order(lists.getOrDefault("sort", List.of())),
                limit(needed(values, "limit")),
                cursor.skip(),
                request,
                sight);
    }

    /** The SQL to ask. */
    String sql() {
        return fill(report, rest, by, order, sight.schema());
    }

    private static String fill(Report report, Period period, Set<String> by, String order, String identity) {
        Matcher m = PLACEHOLDER.matcher(report.sql());
        return m.replaceAll(found -> Matcher.quoteReplacement(
                switch (found.group(1)) {
                    case "grain" -> period.grain();
                    case "key" -> period.key();
                    case "bucket" -> period.bucket();
                    case "within" -> period.within();
                    case "rezoned" -> String.valueOf(period.rezoned());
                    case "by" -> String.valueOf(by.contains(found.group(2)));
                    case "order" -> order;
                    case "identity" -> identity;
                    default ->
                        throw new CatalogueException(
                                "report " + report.id() + " has the unknown placeholder " + found.group());
                }));
    }

    /** Bound by name. One row more than asked for tells whether there is a next page. */
    Map<String, @Nullable Object> bindings(ReportConfig config) {
        Map<String, @Nullable Object> bindings = new HashMap<>(values);
        bindings.put("from", rest.from());
        bindings.put("to", rest.to());
        bindings.put("fromDay", rest.fromDay());
        bindings.put("toDay", rest.toDay());
        bindings.put("zone", rest.zone().getId());
        bindings.put("limit", limit + 1);
        bindings.put("offset", skip);
        bindings.put("mosFormula", config.mosFormula());
        bindings.put("badCallPercent", config.badCallPercent());
        bindings.put("customers", sight.customerArray());
        return bindings;
    }

    private static @Nullable String single(Parameter p, List<String> texts, boolean persons) {
        if (texts.size() > 1) {
            throw bad(p.name() + " must be given once");
        }
        if (texts.isEmpty()) {
            if (p.type() == Type.INSTANT) {
                throw bad(p.name() + " is missing");
            }
            return p.defaultValue();
        }
        String text = texts.get(0);
        if (text.isEmpty() || text.length() > LONGEST_TEXT || text.indexOf('\0') >= 0) {
            throw bad(p.name() + " must be 1 to " + LONGEST_TEXT + " characters");
        }
        if (!p.values().isEmpty() && !p.values().contains(text)) {
            throw bad(p.name() + " must be one of " + String.join(", ", p.values()));
        }
        if (p.type() == Type.PERSON && !persons) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN, p.name() + " names a person, which needs a client that may see persons");
        }
        return text;
    }

    private static List<String> words(Parameter p, List<String> texts) {
        String text = texts.isEmpty() ? p.defaultValue() : String.join(",", texts);
        if (text == null || text.isBlank() || text.equals("none")) {
            return List.of();
        }
        List<String> words = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String part : text.split(",", -1)) {
            // A + in front means ascending; in a query string it stands for a space.
            String word = p.type() == Type.SORT ? part.strip().replaceFirst("^\\+", "") : part.strip();
            String name = p.type() == Type.SORT && word.startsWith("-") ? word.substring(1) : word;
            if (!p.values().contains(name) || !names.add(name)) {
                throw bad(p.name() + " must be any of " + String.join(", ", p.values()) + ", each once");
            }
            words.add(word);
        }
        return words;
    }

    private static String order(List<String> words) {
        List<String> parts = new ArrayList<>();
        for (String word : words) {
            boolean descending = word.startsWith("-");
            parts.add('"' + (descending ? word.substring(1) : word) + '"' + (descending ? " DESC" : " ASC")
                    + " NULLS LAST");
        }
        return parts.isEmpty() ? "true" : String.join(", ", parts);
    }

    private static int limit(String text) {
        if (text.matches("\\d{1,4}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST_ROWS) {
                return limit;
            }
        }
        throw bad("limit must be a whole number from 1 to " + MOST_ROWS);
    }

    private static void refuseUnknown(Report report, Map<String, List<String>> given) {
        List<String> known = report.parameters().stream().map(Parameter::name).toList();
        if (!known.containsAll(given.keySet())) {
            throw bad("unknown query parameter; report " + report.id() + " takes " + String.join(", ", known));
        }
    }

    private static int identity(Report report, Map<String, List<String>> given) {
        Map<String, List<String>> rest = new TreeMap<>(given);
        rest.remove("cursor");
        rest.remove("limit");
        return (report.id() + rest).hashCode();
    }

    private static String needed(Map<String, @Nullable String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw bad(name + " is missing");
        }
        return value;
    }

    static ProblemException bad(String detail) {
        return new ProblemException(ProblemType.BAD_PARAMETER, detail);
    }
}
