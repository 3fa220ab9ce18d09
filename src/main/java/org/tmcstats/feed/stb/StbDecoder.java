package org.tmcstats.feed.stb;

import static org.tmcstats.raw.Measurement.MISSING_LONG;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.tmcstats.config.Settings;
import org.tmcstats.feed.AcceptedTimes;
import org.tmcstats.feed.JsonFault;
import org.tmcstats.feed.JsonFields;
import org.tmcstats.feed.JsonReading;
import org.tmcstats.raw.Decoded;
import org.tmcstats.raw.Decoder;
import org.tmcstats.raw.RawMessage;
import org.tmcstats.raw.RawRecord;
import org.tmcstats.raw.StbUnknown;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reports of set-top boxes, single or in a list, trailing commas allowed. Each stands alone; {@code type} and
 * {@code timestamp} are mandatory. A report whose time is outside the accepted range has its time of receipt instead.
 */
@ApplicationScoped
public class StbDecoder implements Decoder {
    static final String KIND = "stb";

    private static final int LONGEST_TYPE = 64;
    /** The year 9999. */
    private static final long LATEST_SECONDS = 253_402_300_799L;

    private final JsonReading json = new JsonReading(true);
    private final AcceptedTimes accepted;

    @Inject
    public StbDecoder(Settings settings) {
        this(AcceptedTimes.from(settings));
    }

    public StbDecoder(AcceptedTimes accepted) {
        this.accepted = accepted;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Decoded decode(RawMessage message) {
        String device = message.origin();
        if (StbOrigin.isAddress(device)) {
            // The address that a box reports of itself tells the boxes of one household apart.
            device = StbOrigin.device(device, json.firstText(message.body(), "ip", StbReader.LONGEST_ADDRESS));
        }
        String named = device;
        return json.decode(message.body(), element -> read(element, named, message));
    }

    private RawRecord read(ObjectNode element, String device, RawMessage message) throws JsonFault {
        JsonNode type = element.path("type");
        String whole = type.isString() && isKnown(type.stringValue()) ? "" : JsonReading.text(element);
        JsonFields f = JsonFields.of(element);
        String name = f.text("type", LONGEST_TYPE);
        if (name == null) {
            throw f.fault("type", "is missing");
        }
        long reported = micros(f, "timestamp");
        if (reported == MISSING_LONG) {
            throw f.fault("timestamp", "is missing");
        }
        long received = AcceptedTimes.receivedMicros(message);
        StbTime time = new StbTime(reported, received, accepted);
        return switch (name) {
            case "media" -> StbReader.media(f, time, device);
            case "network" -> StbReader.network(f, time, device);
            default -> new StbUnknown(time.at(), reported, device, name, whole);
        };
    }

    private static boolean isKnown(String type) {
        return type.equals("media") || type.equals("network");
    }

    /** A time in Unix seconds as µs; MISSING_LONG when not sent. */
    static long micros(JsonFields f, String field) throws JsonFault {
        return f.scaled(field, 1_000_000, 0, LATEST_SECONDS * 1_000_000);
    }
}
