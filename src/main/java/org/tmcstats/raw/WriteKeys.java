package org.tmcstats.raw;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.CallId;
import org.tmcstats.identity.DeviceId;
import org.tmcstats.identity.Identities;
import org.tmcstats.identity.Suppression;

/** Surrogate keys of everything in one write, made before its transaction begins. */
final class WriteKeys {
    private final Map<CallId, Long> calls;
    private final Map<DeviceId, Long> devices;
    private final Map<RawRecord, Long> anonymous = new IdentityHashMap<>();

    private WriteKeys(Map<CallId, Long> calls, Map<DeviceId, Long> devices) {
        this.calls = calls;
        this.devices = devices;
    }

    static WriteKeys of(
            RawWriter.Prepared prepared,
            Days days,
            Identities identities,
            Verdicts verdicts,
            @Nullable Suppression suppression) {
        Map<RawRecord, Long> anonymous = new IdentityHashMap<>();
        Set<Long> touched = new HashSet<>();
        Set<CallId> calls = new HashSet<>();
        Set<DeviceId> devices = new HashSet<>();
        for (int i = 0; i < prepared.size(); i++) {
            touched.add(Math.floorDiv(prepared.spooled(i).message().receivedAt().getEpochSecond(), 86_400L));
            for (RawRecord record : prepared.decoded(i).records()) {
                touched.add(CallRows.day(record.atMicros()));
                if (record instanceof CallReport report) {
                    report.events().forEach(e -> touched.add(CallRows.day(e.atMicros())));
                    CallId id = callId(report);
                    if (id != null && !isAnonymous(record, verdicts, suppression, anonymous)) {
                        calls.add(id);
                    }
                } else if (record instanceof StbRecord stb) {
                    touched.add(StbRepeats.day(stb));
                    if (!isAnonymous(record, verdicts, suppression, anonymous)) {
                        devices.add(deviceId(stb));
                    }
                }
            }
        }
        days.ensure(touched);
        WriteKeys keys = new WriteKeys(identities.calls(calls), identities.devices(devices));
        keys.anonymous.putAll(anonymous);
        return keys;
    }

    /** A call keeps its key past midnight, a box has one a day. */
    private static boolean isAnonymous(
            RawRecord record, Verdicts verdicts, @Nullable Suppression suppression, Map<RawRecord, Long> keys) {
        if (suppression == null || verdicts.of(record) == null) {
            return false;
        }
        String session = record instanceof CallReport report ? report.sessionId() : null;
        if (session != null) {
            keys.put(record, suppression.anonymousKey("identity.call_seq", 0, session));
        } else if (record instanceof StbRecord stb) {
            keys.put(
                    record,
                    suppression.anonymousKey("identity.device_seq", CallRows.day(record.atMicros()), stb.device()));
        }
        return true;
    }

    @Nullable
    Long call(CallReport report) {
        Long unnamed = anonymous.get(report);
        if (unnamed != null) {
            return unnamed;
        }
        CallId id = callId(report);
        Long key = id == null ? null : calls.get(id);
        if (id != null && key == null) {
            throw new IllegalStateException("a call has no key");
        }
        return key;
    }

    long device(StbRecord record) {
        Long unnamed = anonymous.get(record);
        Long key = unnamed == null ? devices.get(deviceId(record)) : unnamed;
        if (key == null) {
            throw new IllegalStateException("a device has no key");
        }
        return key;
    }

    private static @Nullable CallId callId(CallReport report) {
        String session = report.sessionId();
        return session == null ? null : new CallId(CallRows.day(report.atMicros()), session, report.conversationId());
    }

    private static DeviceId deviceId(StbRecord record) {
        return new DeviceId(CallRows.day(record.atMicros()), record.device());
    }
}
