package org.tmcstats.raw;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.Suppression;
import org.tmcstats.identity.Suppression.Effect;
import org.tmcstats.identity.Suppression.Reason;
import org.tmcstats.identity.Suppression.SetAside;
import tools.jackson.databind.json.JsonMapper;

/** Identity rows of restricted persons in one write: kept aside, as the rows that they would have been. */
final class AsideRows {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Seen seen;
    private final List<SetAside> rows = new ArrayList<>();
    private final Set<Object> repeated = new HashSet<>();

    AsideRows(Seen seen) {
        this.seen = seen;
    }

    void add(CallReport report, long call, int source, Reason reason) {
        LocalDate day = LocalDate.ofEpochDay(CallRows.day(report.atMicros()));
        String session = report.sessionId();
        if (session != null) {
            once(
                    reason,
                    "identity.call",
                    day,
                    row("call_key", call, "session_id", session, "conversation_id", report.conversationId()));
        }
        if (report.localAddress() != null || report.remoteAddress() != null) {
            once(
                    reason,
                    "identity.address",
                    day,
                    row(
                            "call_key",
                            call,
                            "source_key",
                            source,
                            "local_address",
                            orEmpty(report.localAddress()),
                            "remote_address",
                            orEmpty(report.remoteAddress())));
        }
        for (CallEvent event : report.events()) {
            CallEvent.Participant who = event.participant();
            if (who != null) {
                once(
                        reason,
                        "identity.participant",
                        day,
                        row("call_key", call, "role", who.role(), "external_id", who.externalId(), "name", who.name()));
            }
        }
    }

    void add(CallEvent event, long eventKey, @Nullable Long call, Reason reason) {
        if (event.body() != null) {
            put(
                    reason,
                    "identity.event",
                    LocalDate.ofEpochDay(CallRows.day(event.atMicros())),
                    row(
                            "event_key",
                            eventKey,
                            "call_key",
                            call,
                            "at",
                            instant(event.atMicros()).toString(),
                            "body",
                            event.body()));
        }
    }

    void add(StbRecord record, long device, Reason reason) {
        LocalDate day = LocalDate.ofEpochDay(CallRows.day(record.atMicros()));
        once(reason, "identity.device", day, row("device_key", device, "device_id", record.device()));
        if (record instanceof StbNetwork n) {
            once(
                    reason,
                    "identity.device_address",
                    day,
                    row(
                            "device_key",
                            device,
                            "interface",
                            n.name(),
                            "ip",
                            orEmpty(n.ip()),
                            "netmask",
                            orEmpty(n.netmask()),
                            "gateway",
                            orEmpty(n.gateway())));
        }
    }

    void unknown(
            String feed,
            long atMicros,
            long batch,
            @Nullable Long call,
            @Nullable Long device,
            String body,
            Reason reason) {
        put(
                reason,
                "identity.unknown_field",
                LocalDate.ofEpochDay(CallRows.day(atMicros)),
                row(
                        "at",
                        instant(atMicros).toString(),
                        "batch",
                        batch,
                        "call_key",
                        call,
                        "device_key",
                        device,
                        "feed",
                        feed,
                        "body",
                        body));
    }

    void rejected(RawMessage message, Decoded.Rejected rejected, Reason reason) {
        put(
                reason,
                "identity.quarantine",
                LocalDate.ofEpochDay(Math.floorDiv(message.receivedAt().getEpochSecond(), 86_400L)),
                row(
                        "received_at",
                        message.receivedAt().toString(),
                        "feed",
                        message.feed(),
                        "origin",
                        message.origin(),
                        "reason",
                        rejected.reason(),
                        "body",
                        "\\x" + HexFormat.of().formatHex(rejected.body())));
    }

    void write(Handle handle, @Nullable Suppression suppression) {
        if (suppression != null && !rows.isEmpty()) {
            suppression.setAside(handle, rows);
        }
    }

    /** Called once the rows are committed. */
    void committed() {
        seen.committed(repeated);
    }

    /** What every message of a call repeats is kept once. */
    private void once(Reason reason, String table, LocalDate day, Map<String, @Nullable Object> row) {
        if (reason.effect() == Effect.ASIDE) {
            List<Object> same = List.of(reason.request(), table, day, JSON.writeValueAsString(row));
            if (!seen.contains(same) && repeated.add(same)) {
                put(reason, table, day, row);
            }
        }
    }

    private void put(Reason reason, String table, LocalDate day, Map<String, @Nullable Object> row) {
        if (reason.effect() == Effect.ASIDE) {
            row.put("day", day.toString());
            rows.add(new SetAside(reason.request(), table, day, JSON.writeValueAsString(row)));
        }
    }

    private static Map<String, @Nullable Object> row(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return row;
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
    }
}
