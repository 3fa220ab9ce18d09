package org.tmcstats.feed;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.Role;
import org.tmcstats.raw.FeedCounters;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;
import org.tmcstats.spool.Spool;

/** What every feed is doing on this node. */
@Path("/feeds")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.VIEWER})
@Tag(name = "Feeds")
@ApplicationScoped
public class FeedsResource {
    private final Instance<Feed> feeds;
    private final FeedCounters counters;
    private final Spool spool;

    @Inject
    public FeedsResource(@Any Instance<Feed> feeds, FeedCounters counters, Spool spool) {
        this.feeds = feeds;
        this.counters = counters;
        this.spool = spool;
    }

    /**
     * A feed; counts are of elements of messages since this node started.
     *
     * @param since when the state began
     * @param lastMessageAt receipt of the latest message in the raw tables; null when there was none
     * @param received all of the following together
     * @param stored in the raw tables
     * @param duplicate recognised as repeats
     * @param quarantined could not be read
     * @param waiting in the spool
     * @param lagS age of the oldest element that waits, seconds
     */
    public record FeedRow(
            String name,
            String kind,
            FeedState state,
            Instant since,
            @Nullable Instant lastMessageAt,
            long received,
            long stored,
            long duplicate,
            long quarantined,
            long waiting,
            double lagS) {}

    @GET
    @Operation(summary = "Feeds, by name, with what came in by each since the start of this node")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            examples =
                                    @ExampleObject(
                                            "{\"items\": [{\"name\": \"media-server/main\", \"kind\": \"media-server\","
                                                    + " \"state\": \"connected\", \"since\": \"2026-03-29T10:00:00Z\","
                                                    + " \"lastMessageAt\": \"2026-03-29T10:15:02.624147Z\","
                                                    + " \"received\": 5210, \"stored\": 5200, \"duplicate\": 0,"
                                                    + " \"quarantined\": 1, \"waiting\": 9, \"lagS\": 0.12}],"
                                                    + " \"next\": null}")))
    public Page<FeedRow> list(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        Paging paging = new Paging(limit, cursor);
        List<String> position = paging.position(1);
        String after = position.isEmpty() ? "" : position.get(0);
        List<FeedRow> rows = feeds.stream()
                .flatMap(f -> f.status().stream())
                .filter(s -> s.name().compareTo(after) > 0)
                .sorted(Comparator.comparing(Feed.Status::name))
                .limit(paging.fetch())
                .map(this::row)
                .toList();
        return Page.of(rows, paging, row -> List.of(row.name()));
    }

    private FeedRow row(Feed.Status status) {
        Spool.Waiting waiting = spool.waiting(status.name());
        FeedCounters.Counts counts = counters.of(status.name());
        return new FeedRow(
                status.name(),
                status.kind(),
                status.state(),
                status.since(),
                counts.lastMessageAt(),
                counts.stored() + counts.duplicate() + counts.quarantined() + waiting.elements(),
                counts.stored(),
                counts.duplicate(),
                counts.quarantined(),
                waiting.elements(),
                waiting.lag().toMillis() / 1000.0);
    }
}
