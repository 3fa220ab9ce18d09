package org.tmcstats.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Calls of a contact centre as a media server tells of them: two legs each, agents and customers; most are good, some
 * degrade, some never connect. The same seed gives the same calls.
 */
public final class CallTraffic {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Random random;
    private int conversation = 48_000;

    /** How a call goes. */
    private enum Course {
        GOOD,
        LOSSY,
        SLOW,
        FAILED
    }

    public CallTraffic(long seed) {
        this.random = new Random(seed);
    }

    /** One call that begins at the given time, until the given end: its messages in order. */
    public List<String> call(Instant begin, Instant notAfter) {
        int draw = random.nextInt(100);
        Course course = draw < 82 ? Course.GOOD : draw < 89 ? Course.LOSSY : draw < 95 ? Course.SLOW : Course.FAILED;
        String session = new UUID(random.nextLong(), random.nextLong()).toString();
        String tags = ",\"tagValues\":[%s\"" + session + "\",\"" + ++conversation
                + "\"],\"ts\":%d},\"statsType\":\"webrtc\"}";
        int agent = 7700 + random.nextInt(40);
        String customer = "+1555555" + String.format("%04d", random.nextInt(10_000));
        List<String> messages = new ArrayList<>();
        Consumer<String> out = messages::add;
        events(out, tags, begin, opening(agent, customer, course));
        if (course == Course.FAILED) {
            events(
                    out,
                    tags,
                    begin.plusSeconds(8),
                    List.of("{\"type\":\"session-state\",\"state\":\"stop\",\"tsOffset\":0}"));
            return messages;
        }
        int intervals = 4 + random.nextInt(20);
        String agentAddress = "198.51.100." + (1 + random.nextInt(250)) + ":" + (40_000 + random.nextInt(20_000));
        String customerAddress = "192.0.2." + (1 + random.nextInt(250)) + ":" + (40_000 + random.nextInt(20_000));
        for (int i = 1; i <= intervals; i++) {
            Instant at = begin.plus(INTERVAL.multipliedBy(i)).plusNanos(random.nextInt(1_000_000) * 1000L);
            if (at.isAfter(notAfter)) {
                return messages;
            }
            boolean bad = i > intervals / 2 && course != Course.GOOD;
            messages.add(stats(tags, "mediaserver/agent", at, agentAddress, bad ? course : Course.GOOD));
            messages.add(stats(tags, "mediaserver/customer", at, customerAddress, Course.GOOD));
        }
        events(
                out,
                tags,
                begin.plus(INTERVAL.multipliedBy(intervals)).plusSeconds(2),
                List.of(
                        "{\"type\":\"signal\",\"signal\":\"end\",\"source\":\"agent-" + agent
                                + "\",\"target\":\"media-server\",\"tsOffset\":0}",
                        "{\"type\":\"session-state\",\"state\":\"stop\",\"tsOffset\":900}"));
        return messages;
    }

    /** One message of 1 kB of an everlasting call, for load: leg and time are given, the session is chosen by number. */
    public String load(int session, Instant at) {
        String id = new UUID(0x5f0c2b1e7a644c1dL, session).toString();
        String tags = ",\"tagValues\":[%s\"" + id + "\",\"" + session + "\"],\"ts\":%d},\"statsType\":\"webrtc\"}";
        return stats(
                tags,
                session % 2 == 0 ? "mediaserver/agent" : "mediaserver/customer",
                at,
                "198.51.100.27:51577",
                Course.GOOD);
    }

    private List<String> opening(int agent, String customer, Course course) {
        List<String> events = new ArrayList<>(List.of(
                "{\"type\":\"session-state\",\"state\":\"start\",\"tsOffset\":0}",
                "{\"type\":\"entity\",\"entity\":\"agent\",\"externalId\":\"agent-" + agent
                        + "\",\"name\":\"agent-leg\",\"tsOffset\":1200}",
                "{\"type\":\"entity\",\"entity\":\"customer\",\"externalId\":\"" + customer
                        + "\",\"name\":\"customer-leg\",\"tsOffset\":1450}",
                "{\"type\":\"signal\",\"signal\":\"offer\",\"source\":\"agent-" + agent
                        + "\",\"target\":\"media-server\",\"descriptor\":\"v=0\\r\\no=- 46117 2 IN IP4 198.51.100.27\\r\\ns=-\\r\\nt=0 0\\r\\n\",\"tsOffset\":5200}",
                "{\"type\":\"ice-state-change\",\"state\":\"checking\",\"entity\":\"agent-leg\",\"tsOffset\":61000}"));
        if (course == Course.FAILED) {
            events.add(
                    "{\"type\":\"signal-error\",\"signal\":\"ice\",\"source\":\"customer\",\"target\":\"media-server\",\"error\":\"candidate rejected\",\"tsOffset\":4100000}");
            events.add(
                    "{\"type\":\"ice-state-change\",\"state\":\"failed\",\"entity\":\"agent-leg\",\"tsOffset\":7100000}");
        } else {
            events.add(
                    "{\"type\":\"ice-state-change\",\"state\":\"connected\",\"entity\":\"agent-leg\",\"tsOffset\":164000}");
            events.add(
                    "{\"type\":\"media-state\",\"activated\":\"activated\",\"entity\":\"agent-leg\",\"track\":\"agent-audio\",\"tsOffset\":170500}");
        }
        return events;
    }

    private static void events(Consumer<String> out, String tags, Instant at, List<String> events) {
        out.accept("{\"stats\":{\"events\":[" + String.join(",", events)
                + "],\"tagKeys\":[\"SessionId\",\"ConversationId\"]" + String.format(tags, "", micros(at)));
    }

    private String stats(String tags, String location, Instant at, String remote, Course course) {
        double loss = course == Course.LOSSY ? 0.04 + random.nextDouble() * 0.08 : random.nextDouble() * 0.006;
        double jitter = course == Course.SLOW ? 25 + random.nextDouble() * 30 : 2 + random.nextDouble() * 8;
        int rtt = (course == Course.SLOW ? 280 : 30) + random.nextInt(40);
        double mos = Math.max(1.2, 4.4 - loss * 18 - jitter / 60 - rtt / 900.0);
        StringBuilder json = new StringBuilder(1100).append("{\"stats\":{\"stats\":{\"audio\":{");
        part(json, "local", "Sent", 499, 80, loss, jitter, rtt, mos);
        part(json.append(','), "remote", "Received", 497, 80, loss * 0.7, jitter * 1.3, rtt, 0);
        json.append("},\"network\":{\"availableReceiveBandwidth\":").append(1500 + random.nextInt(600));
        json.append(",\"availableSendBandwidth\":").append(1400 + random.nextInt(600));
        json.append(",\"bytesReceived\":").append(260_000 + random.nextInt(20_000));
        json.append(",\"bytesSent\":").append(250_000 + random.nextInt(20_000));
        json.append(",\"localAddress\":\"203.0.113.10:40562\",\"remoteAddress\":\"")
                .append(remote);
        json.append("\",\"rtt\":").append(rtt - 1).append("},\"video\":{");
        part(json, "local", "Sent", 206, 1040, loss * 1.5, jitter * 2, rtt + 1, mos - 0.2);
        json.insert(json.length() - 1, ",\"framesSent\":149,\"firCount\":0,\"nackCount\":2,\"pliCount\":1");
        part(json.append(','), "remote", "Received", 212, 1040, loss, jitter * 2, rtt + 1, 0);
        json.insert(json.length() - 1, ",\"firCount\":0,\"nackCount\":3,\"pliCount\":0");
        json.append("}},\"tagKeys\":[\"Location\",\"SessionId\",\"ConversationId\"]");
        return json.append(String.format(tags, "\"" + location + "\",", micros(at)))
                .toString();
    }

    private static void part(
            StringBuilder json,
            String name,
            String verb,
            int packets,
            int size,
            double loss,
            double jitter,
            int rtt,
            double mos) {
        int lost = (int) Math.round(packets * loss);
        int carried = verb.equals("Sent") ? packets : packets - lost;
        json.append('"')
                .append(name)
                .append("\":{\"bytes")
                .append(verb)
                .append("\":")
                .append(carried * size);
        json.append(",\"jitter\":").append(round(jitter));
        if (mos > 0) {
            json.append(",\"mos\":").append(round(Math.max(1, mos)));
        }
        json.append(",\"packetsLost\":").append(lost);
        json.append(",\"packetsLostFraction\":").append(round(100.0 * lost / packets));
        json.append(",\"packets").append(verb).append("\":").append(carried);
        json.append(",\"rtt\":").append(rtt).append('}');
    }

    private static String round(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
    }
}
