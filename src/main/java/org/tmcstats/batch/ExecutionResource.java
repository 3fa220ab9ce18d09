package org.tmcstats.batch;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.Role;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;
import org.tmcstats.rest.QueryText;

/** Runs of jobs. */
@Path("/batch/executions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "Batch")
@ApplicationScoped
public class ExecutionResource {
    private static final String STATUSES = "STARTING|STARTED|STOPPING|STOPPED|FAILED|COMPLETED|ABANDONED";
    private static final String ENDED = "{\"id\": 42, \"job\": \"hourly-kpi\", \"status\": \"COMPLETED\","
            + " \"exitStatus\": \"COMPLETED\", \"createdAt\": \"2026-03-29T10:00:00Z\","
            + " \"startedAt\": \"2026-03-29T10:00:00.1Z\", \"endedAt\": \"2026-03-29T10:00:02.4Z\"";
    private static final String COUNTS = "\"counts\": {\"read\": 3, \"written\": 3, \"filtered\": 0,"
            + " \"readSkipped\": 0, \"processSkipped\": 0, \"writeSkipped\": 0, \"commits\": 4, \"rollbacks\": 0}";
    private static final String EXAMPLE = ENDED + ", \"parameters\": {}, " + COUNTS
            + ", \"steps\": [{\"name\": \"merge\", \"status\": \"COMPLETED\", \"exitStatus\": \"COMPLETED\","
            + " \"startedAt\": \"2026-03-29T10:00:00.2Z\", \"endedAt\": \"2026-03-29T10:00:02.3Z\", " + COUNTS
            + "}], \"progress\": {\"step\": \"merge\", \"stepsCompleted\": 1}, \"error\": null}";

    private final Runs runs;
    private final History history;

    @Inject
    ExecutionResource(Runs runs, History history) {
        this.runs = runs;
        this.history = history;
    }

    @GET
    @Operation(summary = "Runs, newest first; from inclusive, to exclusive, by the time of creation")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "executions",
                                            value = "{\"items\": [" + ENDED + "}], \"next\": null}")))
    public Page<Execution.Summary> list(
            @QueryParam("job") @Nullable String job,
            @QueryParam("status") @Nullable String status,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        if (status != null && !status.matches(STATUSES)) {
            throw new ProblemException(
                    ProblemType.BAD_PARAMETER, "status must be one of " + STATUSES.replace("|", ", "));
        }
        Paging paging = new Paging(limit, cursor);
        History.Wanted wanted = new History.Wanted(
                job,
                status,
                QueryText.instant("from", from).orElse(null),
                QueryText.instant("to", to).orElse(null),
                before(paging));
        return Page.of(history.list(wanted, paging.fetch()), paging, e -> List.of(Long.toString(e.id())));
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One run, with its steps, counts as of the last checkpoint, and parameters")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "execution", value = EXAMPLE)))
    public Execution one(@PathParam("id") String id) {
        return runs.require(number(id));
    }

    @POST
    @Path("{id}/stop")
    @Operation(summary = "Asks a run to stop at its next checkpoint")
    @APIResponse(
            responseCode = "202",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "execution", value = EXAMPLE)))
    @APIResponse(responseCode = "409", description = "It is not under way")
    public Response stop(@PathParam("id") String id) {
        runs.stop(number(id));
        return Response.accepted(one(id)).build();
    }

    @POST
    @Path("{id}/restart")
    @Operation(summary = "Goes on with a run that failed or was stopped, with the parameters that it had")
    @APIResponse(
            responseCode = "201",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "execution", value = EXAMPLE)))
    @APIResponse(responseCode = "409", description = "It is under way or complete, or the job is running")
    public Response restart(@PathParam("id") String id, @Context UriInfo uri) {
        return created(runs.require(runs.restart(number(id))), uri);
    }

    @POST
    @Path("{id}/abandon")
    @Operation(summary = "Gives a run up: it cannot be restarted any more")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "execution", value = EXAMPLE)))
    @APIResponse(responseCode = "409", description = "It is under way or complete")
    public Execution abandon(@PathParam("id") String id) {
        runs.abandon(number(id));
        return one(id);
    }

    static Response created(Execution execution, UriInfo uri) {
        return Response.created(uri.getBaseUriBuilder()
                        .path("batch/executions")
                        .path(Long.toString(execution.id()))
                        .build())
                .entity(execution)
                .build();
    }

    private static @Nullable Long before(Paging paging) {
        List<String> position = paging.position(1);
        try {
            return position.isEmpty() ? null : Long.valueOf(position.get(0));
        } catch (NumberFormatException e) {
            throw Paging.badCursor();
        }
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no execution of that id", e);
        }
    }
}
