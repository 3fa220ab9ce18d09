package org.tmcstats.call;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tmcstats.call.CallSummary.StreamQuality;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Rows of the queries; public inside, since Jdbi makes records of public classes only. */
final class CallRows {
    /** Stands for what is gone or not to be seen. */
    static final String MASKED = "***";

    private static final JsonMapper JSON = new JsonMapper();

    private CallRows() {}

    /** Who a call is and when its records were made. */
    public record Span(@Nullable String sessionId, @Nullable String conversationId, Instant fromAt, Instant toAt) {
        Span masked() {
            return new Span(null, null, fromAt, toAt);
        }
    }

    /** A row of call/streams. */
    public record StreamRow(
            int sourceKey,
            String location,
            String dataset,
            String server,
            String media,
            String direction,
            Instant firstAt,
            Instant lastAt,
            long samples,
            @Nullable Long packets,
            @Nullable Long packetsLost,
            @Nullable BigDecimal bytes,
            @Nullable Double mosMean,
            @Nullable Double mosMin,
            @Nullable Double mosMax,
            @Nullable Double mosEstimatedMean,
            @Nullable Double jitterMsMean,
            @Nullable Double jitterMsMax,
            @Nullable Double lossRatio,
            @Nullable Double rttMsMean,
            @Nullable Double rttMsMax,
            @Nullable Double badSampleRatio) {
        StreamQuality quality() {
            return new StreamQuality(
                    media,
                    null,
                    direction,
                    samples,
                    packets,
                    packetsLost,
                    bytes,
                    mosMean,
                    mosMin,
                    mosMax,
                    mosEstimatedMean,
                    jitterMsMean,
                    jitterMsMax,
                    lossRatio,
                    rttMsMean,
                    rttMsMax,
                    badSampleRatio);
        }

        boolean isNetwork() {
            return media.equals("network");
        }
    }

    /** A row of call/timeline: an event when it has a type. */
    public record TimelineRow(
            Instant at,
            long rank,
            @Nullable String type,
            @Nullable String detail,
            @Nullable String body,
            String location,
            String dataset,
            String server,
            @Nullable String media,
            @Nullable String direction,
            @Nullable Integer packets,
            @Nullable Integer packetsLost,
            @Nullable Long bytes,
            @Nullable Double mos,
            @Nullable Double mosEstimated,
            @Nullable Double jitterMs,
            @Nullable Double lossRatio,
            @Nullable Double rttMs,
            @Nullable Double sendKbps,
            @Nullable Double receiveKbps,
            @Nullable Boolean bad) {
        TimelineItem item(boolean persons) {
            if (type != null) {
                Object told = body == null || persons ? json(body) : MASKED;
                return new TimelineItem.Event(at, "event", type, detail, server, told);
            }
            return new TimelineItem.Measured(
                    at,
                    "measurement",
                    location,
                    dataset,
                    server,
                    String.valueOf(media),
                    String.valueOf(direction),
                    packets,
                    packetsLost,
                    bytes,
                    mos,
                    mosEstimated,
                    jitterMs,
                    lossRatio,
                    rttMs,
                    sendKbps,
                    receiveKbps,
                    Boolean.TRUE.equals(bad));
        }
    }

    /** First and last event, and how many there are. */
    public record Events(
            long events,
            @Nullable Instant firstAt,
            @Nullable Instant lastAt) {}

    /** A row of identity.address. */
    public record AddressRow(int sourceKey, String localAddress, String remoteAddress) {}

    private static @Nullable Object json(@Nullable String body) {
        try {
            return body == null ? null : JSON.readTree(body);
        } catch (JacksonException e) {
            return body;
        }
    }
}
