package org.tmcstats.feed.stb;

import static org.tmcstats.raw.Measurement.MISSING_LONG;

import org.jspecify.annotations.Nullable;
import org.tmcstats.feed.JsonFault;
import org.tmcstats.feed.JsonFields;
import org.tmcstats.raw.StbMedia;
import org.tmcstats.raw.StbNetwork;
import tools.jackson.databind.JsonNode;

/** The two known types of report. */
final class StbReader {
    static final int LONGEST_ADDRESS = 64;

    private static final int LONGEST_NAME = 64;
    /** Without query and fragment, which are not stored: an index row with it still fits a PostgreSQL page. */
    private static final int LONGEST_ADDRESS_OF_STREAM = 400;

    private static final int LONGEST_URL = 4096;
    /** A count that nothing real reaches: a wild value must not overflow sums. */
    private static final long LARGEST = 1L << 53;

    private StbReader() {}

    static StbMedia media(JsonFields f, StbTime time, String device) throws JsonFault {
        long end = time(f, "end", time, Long.MAX_VALUE);
        long begin = time(f, "begin", time, end == MISSING_LONG ? time.at() : end);
        JsonFields video = f.open("video");
        JsonFields audio = f.open("audio");
        StbMedia report = new StbMedia(
                end == MISSING_LONG ? time.at() : end,
                time.reported(),
                begin,
                end,
                time.isCorrected(),
                device,
                url(f),
                f.text("id", LONGEST_NAME),
                f.text("proto", LONGEST_NAME),
                f.integer("avg_bitrate", 0, LARGEST),
                f.integer("discontinuties", 0, Integer.MAX_VALUE),
                count(video, "frames_decoded"),
                count(video, "frames_dropped"),
                count(video, "frames_failed"),
                count(audio, "frames_decoded"),
                count(audio, "frames_dropped"),
                count(audio, "frames_failed"),
                rest(f, video, audio));
        return report;
    }

    static StbNetwork network(JsonFields f, StbTime time, String device) throws JsonFault {
        JsonFields stat = f.open("stat");
        String name = f.text("name", LONGEST_NAME);
        int speed = f.int32("speed", 0);
        return new StbNetwork(
                time.at(),
                time.reported(),
                time.isCorrected(),
                device,
                name == null ? "" : name,
                speed,
                f.text("duplex", LONGEST_NAME),
                f.text("ip", LONGEST_ADDRESS),
                f.text("netmask", LONGEST_ADDRESS),
                f.text("gateway", LONGEST_ADDRESS),
                count(stat, "received_bytes"),
                count(stat, "received_total_packets"),
                count(stat, "received_error_packets"),
                count(stat, "received_discard_packets"),
                count(stat, "received_multicast_packets"),
                count(stat, "sent_bytes"),
                count(stat, "sent_total_packets"),
                count(stat, "sent_error_packets"),
                rest(f, stat));
    }

    /** A time of the session on the corrected clock. One that cannot be right is kept among the unknown fields. */
    private static long time(JsonFields f, String field, StbTime clock, long latest) throws JsonFault {
        JsonNode sent = f.node().get(field);
        long time = clock.corrected(StbDecoder.micros(f, field));
        if (time > latest) {
            time = MISSING_LONG;
        }
        if (time == MISSING_LONG && sent != null && !sent.isNull()) {
            f.node().set(field, sent);
        }
        return time;
    }

    private static @Nullable String url(JsonFields f) throws JsonFault {
        String url = f.text("url", LONGEST_URL);
        if (url != null) {
            int length = url.length();
            int query = url.indexOf('?');
            int fragment = url.indexOf('#');
            length = query >= 0 ? Math.min(length, query) : length;
            length = fragment >= 0 ? Math.min(length, fragment) : length;
            if (length > LONGEST_ADDRESS_OF_STREAM) {
                throw f.fault("url", "is longer than " + LONGEST_ADDRESS_OF_STREAM + " characters before its query");
            }
        }
        return url;
    }

    private static long count(@Nullable JsonFields f, String field) throws JsonFault {
        return f == null ? MISSING_LONG : f.integer(field, 0, LARGEST);
    }

    private static @Nullable String rest(JsonFields f, @Nullable JsonFields... parts) {
        for (JsonFields part : parts) {
            if (part != null) {
                part.close();
            }
        }
        return f.rest();
    }
}
