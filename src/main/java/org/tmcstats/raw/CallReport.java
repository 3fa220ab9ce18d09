package org.tmcstats.raw;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of a media server or an endpoint's user interface about one leg of a call.
 *
 * @param atMicros end of the measured interval
 * @param sessionId SessionId tag, null when not sent
 * @param conversationId ConversationId tag, null when not sent
 * @param dataset {@code ms} or {@code ui}
 * @param location Location tag, empty when not sent
 * @param server name of the feed's server
 * @param localAddress IP:port of the reporter, null when not sent
 * @param remoteAddress IP:port of its peer, null when not sent
 * @param measurements one a stream
 * @param events in the order sent
 * @param unknown fields and tags that the decoder does not know, JSON nested as sent; null when there are none
 */
public record CallReport(
        long atMicros,
        @Nullable String sessionId,
        @Nullable String conversationId,
        String dataset,
        String location,
        String server,
        @Nullable String localAddress,
        @Nullable String remoteAddress,
        List<Measurement> measurements,
        List<CallEvent> events,
        @Nullable String unknown)
        implements RawRecord {
    public CallReport {
        measurements = List.copyOf(measurements);
        events = List.copyOf(events);
    }
}
