package org.tmcstats.batch;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.Role;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/** When jobs start by themselves. */
@Path("/batch/schedules/{job}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "Batch")
@ApplicationScoped
public class ScheduleResource {
    private static final String FIELDS =
            "\"cron\": \"*/5 * * * *\", \"zone\": \"UTC\", \"enabled\": true, \"misfire\": \"run-once\"";
    private static final String EXAMPLE = "{\"job\": \"hourly-kpi\", " + FIELDS
            + ", \"nextFireAt\": \"2026-03-29T10:05:00Z\", \"lastFireAt\": \"2026-03-29T10:00:00Z\"}";

    private final Jobs jobs;
    private final Schedules schedules;

    @Inject
    ScheduleResource(Jobs jobs, Schedules schedules) {
        this.jobs = jobs;
        this.schedules = schedules;
    }

    /**
     * A schedule as wanted.
     *
     * @param cron five fields as in Unix cron: minute, hour, day of month, month, day of week
     * @param zone IANA name of the zone of the fields; UTC when not said
     * @param enabled true when not said
     * @param misfire run-once (when not said) or skip: what becomes of times that passed while no server was up
     */
    @Schema(name = "NewJobSchedule")
    public record Wanted(
            @Nullable String cron,
            @Nullable String zone,
            @Nullable Boolean enabled,
            @Nullable String misfire) {}

    /**
     * A schedule as it stands.
     *
     * @param nextFireAt null while it is not enabled
     * @param lastFireAt time for which it fired last; null before the first
     */
    @Schema(name = "JobSchedule")
    public record Shown(
            String job,
            String cron,
            String zone,
            boolean enabled,
            String misfire,
            @Nullable Instant nextFireAt,
            @Nullable Instant lastFireAt) {}

    @GET
    @Operation(summary = "A job's schedule")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "schedule", value = EXAMPLE)))
    @APIResponse(responseCode = "404", description = "There is no such job, or it has no schedule")
    public Shown get(@PathParam("job") String job) {
        jobs.require(job);
        Schedules.Planned planned = schedules
                .find(job)
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "The job has no schedule"));
        Schedule schedule = planned.schedule();
        return new Shown(
                job,
                schedule.cron(),
                schedule.zone(),
                schedule.enabled(),
                schedule.misfire(),
                planned.nextFireAt(),
                planned.lastFireAt());
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Sets a job's schedule; it takes effect at once")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "schedule", value = "{" + FIELDS + "}")))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "schedule", value = EXAMPLE)))
    @APIResponse(responseCode = "400", description = "A field cannot be used; `errors` has its pointer")
    public Shown put(@PathParam("job") String job, Wanted wanted) {
        jobs.require(job);
        schedules.put(job, Schedule.of(wanted.cron(), wanted.zone(), wanted.enabled(), wanted.misfire()));
        return get(job);
    }
}
