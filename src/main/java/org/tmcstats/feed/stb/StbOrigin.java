package org.tmcstats.feed.stb;

import org.jspecify.annotations.Nullable;

/**
 * Where a report came from, as {@code RawMessage.origin} carries it: the device that the path named, or the sender's
 * address behind a mark that no device's name begins with.
 */
final class StbOrigin {
    private static final char MARK = '@';

    private StbOrigin() {}

    static String ofAddress(String address) {
        return MARK + address;
    }

    static boolean isAddress(String origin) {
        return !origin.isEmpty() && origin.charAt(0) == MARK;
    }

    /** The device behind an address: the sender's, and the box's own where it reported one. */
    static String device(String origin, @Nullable String reportedIp) {
        String sender = origin.substring(1);
        return reportedIp == null ? sender : sender + "/" + reportedIp;
    }
}
