package org.tmcstats.privacy;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Words of the sources' messages: they say what happened and what was measured, never to whom. */
final class ProtocolWords {
    /** Names of properties. */
    private static final Set<String> FIELDS = Set.of(
            // envelope and events
            "stats",
            "statsType",
            "tagKeys",
            "tagValues",
            "ts",
            "events",
            "type",
            "tsOffset",
            "signal",
            "state",
            "activated",
            "track",
            "entity",
            "externalId",
            "name",
            "source",
            "owner",
            "descriptor",
            "media",
            "direction",
            "error",
            "Location",
            "SessionId",
            "ConversationId",
            // streams and network
            "audio",
            "video",
            "local",
            "remote",
            "network",
            "localAddress",
            "remoteAddress",
            "rtt",
            "mos",
            "jitter",
            "packetsSent",
            "packetsReceived",
            "packetsLost",
            "packetsLostFraction",
            "bytesSent",
            "bytesReceived",
            "audioLevel",
            "firCount",
            "nackCount",
            "pliCount",
            "framesSent",
            "availableSendBandwidth",
            "availableReceiveBandwidth",
            // set-top boxes
            "timestamp",
            "url",
            "id",
            "begin",
            "end",
            "proto",
            "stat",
            "avg_bitrate",
            "discontinuties",
            "frames_decoded",
            "frames_dropped",
            "frames_failed",
            "speed",
            "duplex",
            "ip",
            "gateway",
            "netmask",
            "received_bytes",
            "received_total_packets",
            "received_error_packets",
            "received_discard_packets",
            "received_multicast_packets",
            "sent_bytes",
            "sent_total_packets",
            "sent_error_packets");

    /** Properties with a word of a list; whatever else stands there is somebody's text. */
    private static final Set<String> OF_A_LIST = Set.of(
            "type",
            "signal",
            "state",
            "activated",
            "track",
            "entity",
            "media",
            "direction",
            "statsType",
            "Location",
            "proto",
            "duplex");

    private static final Set<String> WORDS = Set.of(
            "signal",
            "signal-error",
            "ice-state-change",
            "session-state",
            "media-state",
            "track",
            "entity",
            "offer",
            "answer",
            "ice",
            "end",
            "route-call",
            "new",
            "checking",
            "connected",
            "completed",
            "failed",
            "disconnected",
            "closed",
            "start",
            "stop",
            "activated",
            "deactivated",
            "agent",
            "customer",
            "agent-audio",
            "agent-video",
            "customer-audio",
            "customer-video",
            "audio",
            "video",
            "sendrecv",
            "sendonly",
            "recvonly",
            "inactive",
            "webrtc",
            "mediaserver/agent",
            "mediaserver/customer",
            "ui/agent",
            "ui/customer",
            "media",
            "network",
            "udp",
            "rtp",
            "tcp",
            "igmp",
            "http",
            "full",
            "half");

    /** Properties that hold a time or an offset in time. */
    private static final Set<String> TIMES = Set.of("ts", "tsOffset", "timestamp", "begin", "end");

    private ProtocolWords() {}

    static boolean isField(String name) {
        return FIELDS.contains(name);
    }

    /** Whether a property's value is a word of the protocol, or a time. */
    static boolean mayBeShown(String name, JsonNode value) {
        return value.isString()
                ? OF_A_LIST.contains(name) && WORDS.contains(value.stringValue())
                : value.isNumber() && TIMES.contains(name);
    }
}
