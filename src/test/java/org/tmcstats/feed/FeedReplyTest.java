package org.tmcstats.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.tmcstats.feed.Mutations.utf8;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tmcstats.feed.stb.StbDecoder;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.raw.RawMessage;

class FeedReplyTest {
    private final StbDecoder decoder = new StbDecoder(new AcceptedTimes(Duration.ofDays(90)));

    @Test
    void what_was_read_and_what_was_not_is_told_by_index() {
        FeedReply reply = reply("[{\"type\":\"media\",\"timestamp\":1},{\"type\":\"media\"},nonsense]");
        assertEquals(1, reply.accepted());
        assertEquals(
                List.of(1, 2),
                reply.quarantined().stream().map(FeedReply.Quarantined::index).toList());
        assertEquals("/timestamp is missing", reply.quarantined().get(0).reason());
    }

    @Test
    void a_report_that_is_json_is_kept_aside_however_wrong() {
        assertEquals(0, reply("{\"type\":\"media\"}").accepted());
    }

    @Test
    void a_body_without_any_json_is_refused() {
        for (String body : List.of("", "[]", "type=media", "[nonsense", "{\"type\":")) {
            ProblemException problem = assertThrows(ProblemException.class, () -> reply(body));
            assertEquals(ProblemType.UNREADABLE, problem.type());
        }
    }

    private FeedReply reply(String body) {
        return FeedReply.of(decoder.decode(new RawMessage("stb", "box", Instant.now(), utf8(body))));
    }
}
