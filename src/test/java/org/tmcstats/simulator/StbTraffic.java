package org.tmcstats.simulator;

import java.time.Instant;
import java.util.Random;

/**
 * One set-top box: network counters that grow, restart at times, and playback sessions. Sends trailing commas, as real
 * boxes do. The same seed gives the same reports.
 */
public final class StbTraffic {
    private static final String[] CHANNELS = {"417", "418", "1001", "1002"};

    private final Random random;
    private final int number;
    private long received;
    private long packets;
    private long discarded;
    private long sent;

    public StbTraffic(long seed, int number) {
        this.random = new Random(seed * 31 + number);
        this.number = number;
    }

    /** Id of the box. */
    public String device() {
        return String.format("box-%04d", number);
    }

    /** A report of the playback that ends at the given time and of the interface's counters. */
    public String report(Instant at, int playedSeconds) {
        if (random.nextInt(200) == 0) {
            received = 0;
            packets = 0;
            discarded = 0;
            sent = 0;
        }
        received += playedSeconds * (500_000L + random.nextInt(40_000));
        packets += playedSeconds * (390L + random.nextInt(40));
        discarded += random.nextInt(10) == 0 ? random.nextInt(30) : 0;
        sent += playedSeconds * (2_000L + random.nextInt(500));
        int channel = random.nextInt(CHANNELS.length);
        boolean bad = random.nextInt(12) == 0;
        long end = at.getEpochSecond();
        return """
                [
                  {"type": "media", "timestamp": %d, "url": "udp://225.100.100.%d:1234", "id": "%s", "proto": "jsonapi",
                   "avg_bitrate": %d, "begin": %d, "end": %d, "discontinuties": %d,
                   "video": {"frames_decoded": %d, "frames_dropped": %d, "frames_failed": %d},
                   "audio": {"frames_decoded": %d, "frames_dropped": 0, "frames_failed": 0},
                  },
                  {"type": "network", "timestamp": %d, "duplex": "full", "gateway": "192.0.2.1", "ip": "192.0.2.%d",
                   "name": "eth0", "netmask": "255.255.255.0", "speed": 100,
                   "stat": {"received_bytes": %d, "received_discard_packets": %d, "received_error_packets": 0,
                            "received_multicast_packets": %d, "received_total_packets": %d, "sent_bytes": %d,
                            "sent_error_packets": 0, "sent_total_packets": %d}
                  }
                ]
                """.formatted(
                        end,
                        channel + 1,
                        CHANNELS[channel],
                        4_000_000 + random.nextInt(400_000),
                        end - playedSeconds,
                        end,
                        bad ? 5 + random.nextInt(40) : random.nextInt(2),
                        playedSeconds * 25L,
                        bad ? 200 + random.nextInt(400) : random.nextInt(20),
                        bad ? random.nextInt(50) : 0,
                        playedSeconds * 42L,
                        end,
                        number % 250 + 2,
                        received,
                        discarded,
                        packets / 8,
                        packets,
                        sent,
                        packets / 2);
    }
}
