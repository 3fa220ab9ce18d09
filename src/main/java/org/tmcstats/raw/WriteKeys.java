package org.tmcstats.raw;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.CallId;
import org.tmcstats.identity.DeviceId;
import org.tmcstats.identity.Identities;

/** Surrogate keys of everything in one write, made before its transaction begins. */
final class WriteKeys {
    private final Map<CallId, Long> calls;
    private final Map<DeviceId, Long> devices;

    private WriteKeys(Map<CallId, Long> calls, Map<DeviceId, Long> devices) {
        this.calls = calls;
        this.devices = devices;
    }

    static WriteKeys of(RawWriter.Prepared prepared, Days days, Identities identities) {
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
                    if (id != null) {
                        calls.add(id);
                    }
                } else if (record instanceof StbRecord stb) {
                    touched.add(StbRepeats.day(stb));
                    devices.add(deviceId(stb));
                }
            }
        }
        days.ensure(touched);
        return new WriteKeys(identities.calls(calls), identities.devices(devices));
    }

    @Nullable
    Long call(CallReport report) {
        CallId id = callId(report);
        Long key = id == null ? null : calls.get(id);
        if (id != null && key == null) {
            throw new IllegalStateException("a call has no key");
        }
        return key;
    }

    long device(StbRecord record) {
        Long key = devices.get(deviceId(record));
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
