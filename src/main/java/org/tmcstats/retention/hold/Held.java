package org.tmcstats.retention.hold;

import java.util.Set;

/**
 * What holds on persons and calls keep of some days.
 *
 * @param calls surrogate keys of calls
 * @param devices surrogate keys of set-top boxes
 * @param rows rows without such a key, as {@code ctid} of the one partition that was asked for
 */
public record Held(Set<Long> calls, Set<Long> devices, Set<String> rows) {
    /** Nothing. */
    public static final Held NOTHING = new Held(Set.of(), Set.of(), Set.of());

    public Held {
        calls = Set.copyOf(calls);
        devices = Set.copyOf(devices);
        rows = Set.copyOf(rows);
    }

    public boolean isNothing() {
        return calls.isEmpty() && devices.isEmpty() && rows.isEmpty();
    }
}
