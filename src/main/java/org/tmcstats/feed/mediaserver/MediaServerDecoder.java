package org.tmcstats.feed.mediaserver;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tmcstats.config.Settings;
import org.tmcstats.feed.AcceptedTimes;
import org.tmcstats.feed.JsonFault;
import org.tmcstats.feed.JsonFields;
import org.tmcstats.feed.JsonReading;
import org.tmcstats.quality.MosFormula;
import org.tmcstats.quality.QualityLimits;
import org.tmcstats.raw.CallEvent;
import org.tmcstats.raw.CallReport;
import org.tmcstats.raw.Decoded;
import org.tmcstats.raw.Decoder;
import org.tmcstats.raw.Measurement;
import org.tmcstats.raw.RawMessage;
import tools.jackson.databind.node.ObjectNode;

/**
 * Messages of media servers: {@code {"stats": {"stats": {…} and/or "events": […], "tagKeys", "tagValues", "ts"},
 * "statsType"}}, or a list of them. Known fields are taken out of the tree; what is left goes into
 * {@link CallReport#unknown} as it was nested. Of the known ones only {@code packetsLostFraction} is not stored where the
 * counts that it comes from are.
 */
@ApplicationScoped
public class MediaServerDecoder implements Decoder {
    static final String KIND = "media-server";

    private final JsonReading json = new JsonReading(false);
    private final AcceptedTimes accepted;
    private final StreamReader streams;
    private final EventReader events;

    @Inject
    public MediaServerDecoder(Settings settings) {
        this(
                AcceptedTimes.from(settings),
                QualityLimits.from(settings),
                MosFormula.from(settings),
                MediaServerConfig.from(settings).tsOffsetMicros());
    }

    /** @param tsOffsetMicros µs in one unit of an event's tsOffset */
    public MediaServerDecoder(AcceptedTimes accepted, QualityLimits limits, MosFormula formula, int tsOffsetMicros) {
        this.accepted = accepted;
        this.streams = new StreamReader(limits, formula);
        this.events = new EventReader(tsOffsetMicros, accepted);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Decoded decode(RawMessage message) {
        return json.decode(message.body(), element -> read(element, message));
    }

    private CallReport read(ObjectNode element, RawMessage message) throws JsonFault {
        JsonFields envelope = JsonFields.of(element);
        if ("webrtc".equals(element.path("statsType").asStringOpt().orElse(""))) {
            element.remove("statsType");
        }
        JsonFields stats = envelope.open("stats");
        if (stats == null) {
            throw envelope.fault("stats", "is missing");
        }
        long received = AcceptedTimes.receivedMicros(message);
        long at = stats.integer("ts", 0, Long.MAX_VALUE / 2);
        if (at == Measurement.MISSING_LONG) {
            throw stats.fault("ts", "is missing");
        }
        if (!accepted.accepts(at, received)) {
            throw stats.fault("ts", "is outside the accepted times");
        }
        if (!stats.node().hasNonNull("stats") && !stats.node().hasNonNull("events")) {
            throw envelope.fault("stats", "holds neither stats nor events");
        }
        Tags tags = Tags.take(stats);
        List<CallEvent> happened = events.take(stats, at, received);
        JsonFields parts = stats.open("stats");
        List<Measurement> measured = List.of();
        String local = null;
        String remote = null;
        if (parts != null) {
            JsonFields network = parts.open("network");
            if (network != null) {
                local = network.text("localAddress", StreamReader.LONGEST_ADDRESS);
                remote = network.text("remoteAddress", StreamReader.LONGEST_ADDRESS);
            }
            measured = streams.take(parts, network);
            parts.close();
        }
        stats.close();
        return new CallReport(
                at,
                tags.sessionId(),
                tags.conversationId(),
                dataset(tags.location()),
                tags.location() == null ? "" : tags.location(),
                message.server(),
                local,
                remote,
                measured,
                happened,
                envelope.rest());
    }

    private static String dataset(@Nullable String location) {
        return location != null && location.startsWith("ui") ? "ui" : "ms";
    }
}
