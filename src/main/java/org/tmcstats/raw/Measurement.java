package org.tmcstats.raw;

/**
 * One interval of one stream, in the units of {@code raw.measurement}. {@link #MISSING} and {@link #MISSING_LONG} mean
 * not measured: it is never 0. Hot path, hence primitives.
 *
 * @param stream see the constants
 * @param packets sent (local) or received (remote)
 * @param packetsLost can be negative (RFC 3550 6.4.1)
 * @param mosMicro reported MOS x 1e6
 * @param mosEstimatedMicro estimated MOS x 1e6, only where none was reported
 * @param lossPpb loss ratio x 1e9
 * @param jitterMicros interarrival jitter, µs
 * @param rttMicros round-trip time, µs
 * @param sendBps available send bandwidth, bit/s
 * @param receiveBps available receive bandwidth, bit/s
 * @param bytes sent (local, network) or received (remote)
 * @param bytesReceived network only
 * @param audioLevelMillidb audio level x 1e3 dB
 * @param bad a bad sample by the limits in force
 */
public record Measurement(
        int stream,
        int packets,
        int packetsLost,
        int mosMicro,
        int mosEstimatedMicro,
        int lossPpb,
        int jitterMicros,
        int rttMicros,
        long sendBps,
        long receiveBps,
        long bytes,
        long bytesReceived,
        int framesSent,
        int firCount,
        int pliCount,
        int nackCount,
        int audioLevelMillidb,
        boolean bad) {
    public static final int MISSING = Integer.MIN_VALUE;
    public static final long MISSING_LONG = Long.MIN_VALUE;

    /** Keys of {@code raw.stream}. */
    public static final int AUDIO_LOCAL = 1;

    public static final int AUDIO_REMOTE = 2;
    public static final int VIDEO_LOCAL = 3;
    public static final int VIDEO_REMOTE = 4;
    public static final int NETWORK = 5;
}
