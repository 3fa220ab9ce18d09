package org.tmcstats.retention;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemException.Fault;

/**
 * How long each kind of data is kept: whole UTC days after the day of a record, by kind and data set.
 *
 * @param days by topic, then by data set: {@code ms} and {@code ui}, or the empty word for kinds of no data set
 */
record RetentionDays(Map<Topic, Map<String, Integer>> days) {
    /** Data sets. */
    static final List<String> DATASETS = List.of("ms", "ui");

    private static final int LONGEST = 36_500;
    /** What looks at the day before a record's needs its identity too. */
    private static final int LEAST_IDENTITIES = 2;

    /** What is in force. */
    static RetentionDays read(Handle h, RetentionConfig config) {
        Map<Topic, Map<String, Integer>> days = new EnumMap<>(Topic.class);
        for (Topic topic : Topic.values()) {
            Map<String, Integer> sets = new TreeMap<>();
            datasets(topic)
                    .forEach(set -> sets.put(set, topic == Topic.AUDIT ? config.auditDays() : topic.defaultDays()));
            days.put(topic, sets);
        }
        h.createQuery("SELECT kind, dataset, days FROM ops.retention")
                .map((rs, context) -> days.getOrDefault(Topic.ofWord(rs.getString(1)), Map.of())
                        .put(rs.getString(2), rs.getInt(3)))
                .list();
        days.getOrDefault(Topic.AUDIT, Map.of()).replaceAll((set, value) -> Math.max(value, config.auditDays()));
        return new RetentionDays(days);
    }

    /**
     * Stores what a caller named; of the rest, defaults and settings go on to count.
     *
     * @param body as {@link #with} took it
     */
    void write(Handle h, Map<String, Object> body) {
        body.forEach((name, named) -> Topic.ofKey(name)
                .ifPresent(topic -> datasets(topic).stream()
                        .filter(set -> !(named instanceof Map<?, ?> each) || each.containsKey(set))
                        .forEach(set -> write(h, topic, set))));
    }

    private void write(Handle h, Topic topic, String set) {
        h.createUpdate("INSERT INTO ops.retention (kind, dataset, days) VALUES (:kind, :set, :days)"
                        + " ON CONFLICT (kind, dataset) DO UPDATE SET days = EXCLUDED.days, changed_at = now()"
                        + " WHERE retention.days <> EXCLUDED.days")
                .bind("kind", topic.kind().word())
                .bind("set", set)
                .bind("days", of(topic, set))
                .execute();
    }

    /** Days of a data set; those of a kind of no data set are the same for all. */
    int of(Topic topic, String dataset) {
        Map<String, Integer> sets = days.getOrDefault(topic, Map.of());
        return sets.getOrDefault(topic.isByDataset() ? dataset : "", topic.defaultDays());
    }

    /** The longer of the data sets. */
    int longest(Topic topic) {
        return days.getOrDefault(topic, Map.of()).values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElseThrow();
    }

    /** As it is told: a number, or one for each data set. */
    Map<String, Object> told() {
        Map<String, Object> told = new LinkedHashMap<>();
        days.forEach((topic, sets) -> told.put(topic.key(), topic.isByDataset() ? sets : of(topic, "")));
        return told;
    }

    /**
     * With what a caller changes; kinds that are not named stay.
     *
     * @param config how old a record may be when it comes, and how long the audit trail is kept at least
     * @throws ProblemException bad-request with the pointer of each fault
     */
    RetentionDays with(Map<String, Object> body, RetentionConfig config) {
        List<Fault> faults = new ArrayList<>();
        Map<Topic, Map<String, Integer>> changed = new EnumMap<>(days);
        body.forEach((name, value) -> {
            String pointer = "/" + name.replace("~", "~0").replace("/", "~1");
            Topic topic = Topic.ofKey(name).orElse(null);
            if (topic == null) {
                faults.add(new Fault(pointer, "is not a kind of data"));
                return;
            }
            Map<String, Integer> sets = new TreeMap<>(changed.getOrDefault(topic, Map.of()));
            if (value instanceof Map<?, ?> each && topic.isByDataset()) {
                each.forEach((set, days) -> {
                    if (DATASETS.contains(String.valueOf(set))) {
                        put(sets, String.valueOf(set), days, pointer + '/' + set, faults);
                    } else {
                        faults.add(new Fault(pointer, "has the data sets ms and ui"));
                    }
                });
            } else {
                datasets(topic).forEach(set -> put(sets, set, value, pointer, faults));
            }
            changed.put(topic, sets);
        });
        RetentionDays result = new RetentionDays(changed);
        if (faults.isEmpty()) {
            result.check(config, faults);
        }
        if (!faults.isEmpty()) {
            throw ProblemException.ofFaults(
                    "the retention is not valid", faults.stream().distinct().toList());
        }
        return result;
    }

    private static void put(Map<String, Integer> sets, String set, Object value, String pointer, List<Fault> faults) {
        if (value instanceof Integer days && days >= 1 && days <= LONGEST) {
            sets.put(set, days);
        } else {
            faults.add(new Fault(pointer, "must be whole days from 1 to " + LONGEST));
        }
    }

    private void check(RetentionConfig config, List<Fault> faults) {
        int leastHourly = config.maxAgeDays() + Purge.MARGIN_DAYS;
        if (of(Topic.AUDIT, "") < config.auditDays()) {
            faults.add(new Fault(
                    "/audit", "must be at least " + config.auditDays() + " days, as configured (tmc.audit.retention)"));
        }
        for (String set : DATASETS) {
            if (of(Topic.HOURLY_KPIS, set) < leastHourly) {
                faults.add(new Fault(
                        "/hourlyKpis",
                        "must be at least " + leastHourly + " days: records are accepted for " + config.maxAgeDays()
                                + " days (tmc.accept.max-age), and days are computed again from hours"));
            }
            if (of(Topic.DAILY_KPIS, set) < of(Topic.HOURLY_KPIS, set)) {
                faults.add(new Fault("/dailyKpis", "must be at least as long as hourlyKpis"));
            }
            if (of(Topic.IDENTITIES, set) < LEAST_IDENTITIES) {
                faults.add(new Fault(
                        "/identities",
                        "must be at least " + LEAST_IDENTITIES + " days: differences over midnight need them"));
            }
        }
    }

    private static List<String> datasets(Topic topic) {
        return topic.isByDataset() ? DATASETS : List.of("");
    }
}
