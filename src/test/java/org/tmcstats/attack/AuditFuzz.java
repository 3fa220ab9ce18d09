package org.tmcstats.attack;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Random reads over every path that returns personal data, many at once, each with what its entry must be. */
final class AuditFuzz {
    private static final String API = "/api/v1";
    private static final List<String> PURPOSES = List.of("", "", "customer-complaint", "fault-analysis", "legal-claim");
    private static final Map<String, String> DEFAULTS =
            Map.of("analyst", "quality-analysis", "operator", "operation", "privacy-officer", "data-protection");

    private final AttackData data;
    private final Function<String, Raw> as;
    private final long seed;
    private final ConcurrentLinkedQueue<String> expected = new ConcurrentLinkedQueue<>();
    private final long before;

    AuditFuzz(AttackData data, Function<String, Raw> as, long seed) {
        this.data = data;
        this.as = as;
        this.seed = seed;
        this.before =
                json(as.apply("reader").get(API + "/privacy/audit?limit=1")).getLong("items[0].seq");
    }

    String seed() {
        return "seed " + seed;
    }

    void run(int reads, int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < reads; i++) {
            Random random = new Random(seed + i);
            all.add(pool.submit(() -> read(random)));
        }
        pool.shutdown();
        try {
            for (Future<?> one : all) {
                one.get();
            }
        } catch (Exception e) {
            throw new IllegalStateException(seed(), e);
        }
    }

    private void read(Random random) {
        String analyst = random.nextBoolean() ? "analyst" : "analyst-2";
        String period = "from=" + data.from() + "&to=" + data.to() + "&limit=" + (1 + random.nextInt(20));
        int call = random.nextInt(AttackData.CALLS);
        String name = data.sessions().get(call);
        String stb = random.nextBoolean() ? "stb-media" : "stb-network";
        switch (random.nextInt(10)) {
            case 0 ->
                read(
                        random,
                        analyst,
                        "/calls/" + name,
                        "",
                        "call",
                        r -> AttackData.peopleOf(call).size());
            case 1 ->
                read(
                        random,
                        analyst,
                        "/calls/" + name + "/timeline?limit=" + (1 + random.nextInt(3)),
                        "",
                        "call/timeline",
                        r -> AttackData.peopleOf(call).size());
            case 2 ->
                read(
                        random,
                        analyst,
                        "/reports/calls?" + period,
                        JSON,
                        "report/calls",
                        r -> list(r, "items").size());
            case 3 ->
                read(
                        random,
                        analyst,
                        "/reports/calls?" + period,
                        CSV,
                        "report/calls",
                        r -> csv(r, "sessionId").size());
            case 4 ->
                read(
                        random,
                        analyst,
                        "/reports/" + stb + "?" + period,
                        JSON,
                        "report/" + stb,
                        r -> new HashSet<>(list(r, "items.device")).size());
            case 5 ->
                read(
                        random,
                        analyst,
                        "/reports/" + stb + "?groupBy=none&device=box-0003&" + period,
                        JSON,
                        "report/" + stb,
                        r -> list(r, "items").isEmpty() ? 0 : 1);
            case 6 ->
                read(
                        random,
                        "operator",
                        "/quarantine?limit=" + (1 + random.nextInt(9)),
                        "",
                        "quarantine",
                        r -> list(r, "items").size());
            case 7 ->
                read(
                        random,
                        "privacy-officer",
                        "/privacy/audit?limit=" + (1 + random.nextInt(9)),
                        "",
                        "audit",
                        r -> new HashSet<>(list(r, "items.actor")).size());
            case 8 -> read(random, "privacy-officer", "/privacy/audit/verification", "", "audit/verification", r -> 0);
            default -> unrecorded(random, analyst, period, call);
        }
    }

    /** Nobody is shown: masked, no persons in the report, or nothing at all. */
    private void unrecorded(Random random, String analyst, String period, int call) {
        switch (random.nextInt(4)) {
            case 0 -> ask("viewer", "/reports/calls?" + period, JSON, 200);
            case 1 -> ask(analyst, "/reports/call-quality?" + period, JSON, 200);
            case 2 -> ask(analyst, "/calls/no-such-call", "", 404);
            default -> ask("viewer", "/calls/" + data.sessions().get(call), "", 403);
        }
    }

    private static final String JSON = "Accept: application/json\r\n";
    private static final String CSV = "Accept: text/csv\r\n";

    private void read(
            Random random,
            String who,
            String target,
            String headers,
            String kind,
            Function<Raw.Reply, Integer> persons) {
        String purpose = PURPOSES.get(random.nextInt(PURPOSES.size()));
        String named = purpose.isEmpty() ? "" : "Tmc-Purpose: " + purpose + "\r\n";
        Raw.Reply reply = ask(who, target, headers + named, 200);
        String role = data.role(who);
        expected.add(entry(
                data.id(who), role, kind, persons.apply(reply), purpose.isEmpty() ? DEFAULTS.get(role) : purpose));
    }

    private Raw.Reply ask(String who, String target, String headers, int status) {
        Raw raw = as.apply(who);
        Raw.Reply reply = raw.send(raw.request("GET", API + target, headers));
        if (reply.status() != status) {
            throw new IllegalStateException(who + " " + target + ": " + reply.text());
        }
        return reply;
    }

    private static String entry(String actor, String role, String kind, long persons, String purpose) {
        return String.join(" ", actor, role, "read", kind, Long.toString(persons), purpose);
    }

    /** Entries that must be there, and how often each. */
    Map<String, Integer> expected() {
        return counted(expected);
    }

    /** Entries that are there, but for those of who looks. */
    Map<String, Integer> found() {
        List<String> found = new ArrayList<>();
        Set<Long> places = new HashSet<>();
        String cursor = "";
        do {
            JsonPath page = json(as.apply("reader").get(API + "/privacy/audit?limit=97" + cursor));
            List<Map<String, Object>> items = page.getList("items");
            for (Map<String, Object> item : items) {
                long seq = ((Number) item.get("seq")).longValue();
                if (seq > before && places.add(seq) && !item.get("actor").equals(data.id("reader"))) {
                    found.add(entry(
                            String.valueOf(item.get("actor")),
                            String.valueOf(item.get("role")),
                            String.valueOf(item.get("kind")),
                            ((Number) item.get("persons")).longValue(),
                            String.valueOf(item.get("purpose"))));
                }
            }
            cursor = page.getString("next") == null ? null : "&cursor=" + page.getString("next");
        } while (cursor != null);
        return counted(found);
    }

    private static Map<String, Integer> counted(Iterable<String> entries) {
        Map<String, Integer> counted = new TreeMap<>();
        entries.forEach(entry -> counted.merge(entry, 1, Integer::sum));
        return counted;
    }

    private static JsonPath json(Raw.Reply reply) {
        return new JsonPath(reply.content());
    }

    private static List<Object> list(Raw.Reply reply, String path) {
        return json(reply).getList(path);
    }

    private static List<String> csv(Raw.Reply reply, String column) {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser rows = CSVParser.parse(reply.content(), format)) {
            List<String> cells = new ArrayList<>();
            for (CSVRecord row : rows) {
                cells.add(row.get(column));
            }
            return cells;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
