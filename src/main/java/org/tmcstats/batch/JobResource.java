package org.tmcstats.batch;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.Role;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rest.Page;
import tools.jackson.core.type.TypeReference;

/** Jobs: what there is, and starting one. */
@Path("/batch/jobs")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "Batch")
@ApplicationScoped
public class JobResource {
    private static final String STARTED =
            "{\"id\": 42, \"job\": \"hourly-kpi\", \"status\": \"STARTING\", \"exitStatus\": null,"
                    + " \"createdAt\": \"2026-03-29T10:00:00Z\", \"startedAt\": null, \"endedAt\": null}";

    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};

    private final Jobs jobs;
    private final Runs runs;
    private final History history;

    @Inject
    JobResource(Jobs jobs, Runs runs, History history) {
        this.jobs = jobs;
        this.runs = runs;
        this.history = history;
    }

    /** A job and its latest run; null before the first. */
    public record Job(String id, Execution.@Nullable Summary last) {}

    @GET
    @Operation(summary = "The jobs that can be started, each with its latest run")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "jobs",
                                            value = "{\"items\": [{\"id\": \"daily-kpi\", \"last\": null},"
                                                    + " {\"id\": \"hourly-kpi\", \"last\": " + STARTED
                                                    + "}], \"next\": null}")))
    public Page<Job> list() {
        return Page.whole(jobs.ids().stream()
                .map(id -> new Job(
                        id,
                        history.list(new History.Wanted(id, null, null, null, null), 1).stream()
                                .findFirst()
                                .orElse(null)))
                .toList());
    }

    @POST
    @Path("{id}/executions")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Starts a job; the body holds its parameters, texts by name, and may be empty",
            description = "hourly-kpi takes rebuild: FROM/TO, hours to compute anew from raw rows.")
    @RequestBody(
            required = false,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "rebuild",
                                            value = "{\"rebuild\": \"2026-03-01T00:00:00Z/2026-03-01T06:00:00Z\"}")))
    @APIResponse(
            responseCode = "201",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "execution", value = STARTED)))
    @APIResponse(responseCode = "409", description = "The job is running; `execution` is the id of that run")
    public Response start(@PathParam("id") String id, byte[] body, @Context UriInfo uri) {
        return ExecutionResource.created(runs.require(runs.start(id, texts(body))), uri);
    }

    /** Whatever the type is called: tools send an empty body, or JSON, as a form. */
    private static Map<String, String> texts(byte[] body) {
        Map<String, String> texts = new TreeMap<>();
        List<ProblemException.Fault> faults = new ArrayList<>();
        Map<String, Object> parameters = body.length == 0 ? Map.of() : History.JSON.readValue(body, VALUES);
        if (parameters == null) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "The body must be an object, or empty");
        }
        parameters.forEach((name, value) -> {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                texts.put(name, value.toString());
            } else {
                faults.add(
                        new ProblemException.Fault("/" + name.replace("~", "~0").replace("/", "~1"), "must be text"));
            }
        });
        if (!faults.isEmpty()) {
            throw ProblemException.ofFaults("The parameters cannot be used", faults);
        }
        return texts;
    }
}
