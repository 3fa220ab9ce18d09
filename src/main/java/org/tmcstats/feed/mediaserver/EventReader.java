package org.tmcstats.feed.mediaserver;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tmcstats.feed.AcceptedTimes;
import org.tmcstats.feed.JsonFault;
import org.tmcstats.feed.JsonFields;
import org.tmcstats.feed.JsonReading;
import org.tmcstats.raw.CallEvent;
import org.tmcstats.raw.CallEvent.Participant;
import org.tmcstats.raw.Measurement;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The events of a message. An event that holds more than its type, detail and time is kept whole beside them. */
final class EventReader {
    private static final String EVENTS = "events";
    private static final int LONGEST_TYPE = 64;
    private static final int LONGEST_PERSON = 200;
    private static final long LARGEST_OFFSET = 1L << 50;

    private final int tsOffsetMicros;
    private final AcceptedTimes accepted;

    EventReader(int tsOffsetMicros, AcceptedTimes accepted) {
        this.tsOffsetMicros = tsOffsetMicros;
        this.accepted = accepted;
    }

    /** Takes {@code stats.events} out. */
    List<CallEvent> take(JsonFields stats, long at, long received) throws JsonFault {
        JsonNode value = stats.take(EVENTS);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ArrayNode array)) {
            throw stats.fault(EVENTS, "is not a list");
        }
        List<CallEvent> result = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            String name = EVENTS + "/" + i;
            if (!(array.get(i) instanceof ObjectNode event)) {
                throw stats.fault(name, "is not an object");
            }
            result.add(read(JsonFields.of(event, stats, name), at, received));
        }
        return result;
    }

    private CallEvent read(JsonFields f, long ts, long received) throws JsonFault {
        // Written before fields are taken out, and mostly needed: only state changes without more go without it.
        String whole = JsonReading.text(f.node());
        String type = f.text("type", LONGEST_TYPE);
        if (type == null) {
            throw f.fault("type", "is missing");
        }
        long offset = f.scaled("tsOffset", tsOffsetMicros, -LARGEST_OFFSET, LARGEST_OFFSET);
        long at = offset == Measurement.MISSING_LONG ? ts : ts + offset;
        if (!accepted.accepts(at, received)) {
            throw f.fault("tsOffset", "leads outside the accepted times");
        }
        String field = detailField(type);
        String detail = field == null ? null : f.text(field, LONGEST_TYPE);
        boolean more = !f.node().isEmpty();
        Participant participant = "entity".equals(type) ? participant(f, detail) : null;
        return new CallEvent(at, type, detail, participant, more ? whole : null);
    }

    private static @Nullable String detailField(String type) {
        return switch (type) {
            case "signal", "signal-error" -> "signal";
            case "ice-state-change", "session-state" -> "state";
            case "media-state" -> "activated";
            case "track" -> "track";
            case "entity" -> "entity";
            default -> null;
        };
    }

    private static @Nullable Participant participant(JsonFields f, @Nullable String role) throws JsonFault {
        String externalId = f.text("externalId", LONGEST_PERSON);
        String name = f.text("name", LONGEST_PERSON);
        return externalId == null && name == null
                ? null
                : new Participant(emptyIfNull(role), emptyIfNull(externalId), emptyIfNull(name));
    }

    private static String emptyIfNull(@Nullable String text) {
        return text == null ? "" : text;
    }
}
