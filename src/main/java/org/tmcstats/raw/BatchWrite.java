package org.tmcstats.raw;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.Suppression;
import org.tmcstats.identity.Suppression.Reason;
import org.tmcstats.raw.FeedCounters.Counts;
import org.tmcstats.store.CopyRows;
import org.tmcstats.store.Database;

/** One write transaction: gathers rows of all tables, then sends each table's by one COPY. */
final class BatchWrite {
    private static final String UNKNOWN = "identity.unknown_field (day, at, batch, call_key, device_key, feed, body)";
    private static final String QUARANTINE = "identity.quarantine (day, received_at, feed, origin, reason, body)";

    private final Handle handle;
    private final WriteKeys keys;
    private final Dimensions dimensions;
    private final StbRepeats repeats;
    private final IdentityRows identityRows;
    private final Verdicts verdicts;
    private final AsideRows aside;
    private final @Nullable Suppression suppression;
    private final long batch;
    private final CopyRows measurements = new CopyRows();
    private final CopyRows events = new CopyRows();
    private final CopyRows eventBodies = new CopyRows();
    private final CopyRows media = new CopyRows();
    private final CopyRows network = new CopyRows();
    private final CopyRows unknown = new CopyRows();
    private final CopyRows quarantine = new CopyRows();
    private final Map<String, Counts> counts = new HashMap<>();
    private Iterator<Long> eventKeys = List.<Long>of().iterator();
    private long firstMicros = Long.MAX_VALUE;
    private long lastMicros = Long.MIN_VALUE;

    BatchWrite(
            Handle handle,
            WriteKeys keys,
            Dimensions dimensions,
            StbRepeats repeats,
            Seen seen,
            Verdicts verdicts,
            @Nullable Suppression suppression) {
        this.handle = handle;
        this.keys = keys;
        this.dimensions = dimensions;
        this.repeats = repeats;
        this.identityRows = new IdentityRows(seen);
        this.verdicts = verdicts;
        this.aside = new AsideRows(seen);
        this.suppression = suppression;
        this.batch = handle.createQuery("SELECT nextval('raw.batch_seq')")
                .mapTo(Long.class)
                .one();
    }

    /** Writes everything; returns what became of each feed's elements. */
    Map<String, Counts> write(RawWriter.Prepared prepared) {
        Set<UUID> fresh = prepared.distinct().isEmpty() ? Set.of() : repeats.remember(handle, prepared.distinct());
        takeEventKeys(prepared);
        for (int i = 0; i < prepared.size(); i++) {
            add(prepared.spooled(i).message(), prepared.decoded(i), prepared.fingerprints(), fresh);
        }
        Database.copy(handle, CallRows.MEASUREMENT, measurements);
        Database.copy(handle, CallRows.EVENT, events);
        Database.copy(handle, CallRows.EVENT_BODY, eventBodies);
        Database.copy(handle, StbRows.MEDIA, media);
        Database.copy(handle, StbRows.NETWORK, network);
        Database.copy(handle, UNKNOWN, unknown);
        Database.copy(handle, QUARANTINE, quarantine);
        identityRows.write(handle);
        aside.write(handle, suppression);
        announce();
        return counts;
    }

    /** What was stored is remembered once it is committed. */
    void committed() {
        identityRows.committed();
        aside.committed();
    }

    private void add(RawMessage message, Decoded decoded, Map<StbRecord, UUID> fingerprints, Set<UUID> fresh) {
        int duplicates = 0;
        for (RawRecord record : decoded.records()) {
            if (record instanceof CallReport report) {
                add(message, report);
            } else if (record instanceof StbRecord stb) {
                // The first of equal reports takes the fingerprint, the others find it gone.
                if (fresh.remove(fingerprints.get(stb))) {
                    add(message, stb);
                } else {
                    duplicates++;
                }
            }
        }
        for (Decoded.Rejected rejected : decoded.rejected()) {
            Reason reason = verdicts.of(rejected);
            if (reason != null) {
                aside.rejected(message, rejected, reason);
            }
            quarantine
                    .row(6)
                    .date(day(micros(message.receivedAt())))
                    .micros(micros(message.receivedAt()))
                    .text(message.feed())
                    .text(reason == null ? message.origin() : "")
                    .text(rejected.reason())
                    .bytes(reason == null ? rejected.body() : new byte[0]);
        }
        int refused = decoded.rejected().size();
        int stored = decoded.elements() - refused - duplicates;
        counts.merge(message.feed(), new Counts(stored, duplicates, refused, message.receivedAt()), Counts::plus);
    }

    private void add(RawMessage message, CallReport report) {
        Long call = keys.call(report);
        int source = dimensions.source(report.dataset(), report.location(), report.server());
        for (Measurement measurement : report.measurements()) {
            CallRows.measurement(measurements, report.atMicros(), batch, call, source, measurement);
            at(report.atMicros());
        }
        Reason reason = verdicts.of(report);
        for (CallEvent event : report.events()) {
            long key = eventKeys.next();
            CallRows.event(events, eventBodies, key, batch, call, source, reason == null ? event : event.unnamed());
            if (reason != null) {
                aside.add(event, key, call, reason);
            }
            at(event.atMicros());
        }
        if (call != null && reason == null) {
            identityRows.add(report, call, source);
        } else if (call != null && reason != null) {
            aside.add(report, call, source, reason);
        }
        unknown(message, report.atMicros(), call, null, report.unknown(), reason);
    }

    private void add(RawMessage message, StbRecord record) {
        long device = keys.device(record);
        at(record.atMicros());
        Reason reason = verdicts.of(record);
        String rest;
        if (record instanceof StbMedia m) {
            StbRows.media(media, m, batch, device, dimensions.channel(m.url(), m.channelId(), m.proto()));
            rest = m.unknown();
        } else if (record instanceof StbNetwork n) {
            StbRows.network(network, n, batch, device);
            if (reason == null) {
                identityRows.add(n, device);
            }
            rest = n.unknown();
        } else {
            rest = ((StbUnknown) record).body();
        }
        if (reason != null) {
            aside.add(record, device, reason);
        }
        unknown(message, record.atMicros(), null, device, rest, reason);
    }

    private void unknown(
            RawMessage message,
            long atMicros,
            @Nullable Long call,
            @Nullable Long device,
            @Nullable String body,
            @Nullable Reason reason) {
        if (body == null) {
            return;
        }
        if (reason != null) {
            aside.unknown(message.feed(), atMicros, batch, call, device, body, reason);
            return;
        }
        unknown.row(7).date(day(atMicros)).micros(atMicros).int8(batch);
        for (Long key : new Long[] {call, device}) {
            if (key == null) {
                unknown.nothing();
            } else {
                unknown.int8(key);
            }
        }
        unknown.text(message.feed()).text(body);
    }

    private void takeEventKeys(RawWriter.Prepared prepared) {
        int events = 0;
        for (int i = 0; i < prepared.size(); i++) {
            for (RawRecord record : prepared.decoded(i).records()) {
                events += record instanceof CallReport report ? report.events().size() : 0;
            }
        }
        if (events > 0) {
            eventKeys = handle.createQuery("SELECT nextval('raw.event_seq') FROM generate_series(1, :n)")
                    .bind("n", events)
                    .mapTo(Long.class)
                    .list()
                    .iterator();
        }
    }

    /** A batch that holds nothing to roll up is not announced. */
    private void announce() {
        if (firstMicros <= lastMicros) {
            handle.createUpdate("INSERT INTO raw.batch (batch, first_at, last_at, records)"
                            + " VALUES (:batch, :first, :last, :records)")
                    .bind("batch", batch)
                    .bind("first", instant(firstMicros))
                    .bind("last", instant(lastMicros))
                    .bind("records", measurements.count() + events.count() + media.count() + network.count())
                    .execute();
        }
    }

    private void at(long micros) {
        firstMicros = Math.min(firstMicros, micros);
        lastMicros = Math.max(lastMicros, micros);
    }

    private static LocalDate day(long micros) {
        return LocalDate.ofEpochDay(CallRows.day(micros));
    }

    private static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
    }
}
