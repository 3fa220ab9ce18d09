package org.tmcstats.retention;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.Role;
import org.tmcstats.audit.Action;
import org.tmcstats.audit.Audit;
import org.tmcstats.audit.PersonalData;
import org.tmcstats.config.Settings;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** How long data is kept (Art. 5(1)(e)), and what the next purges would take. */
@Path("/privacy/retention")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.PRIVACY_OFFICER)
@Tag(name = "Privacy")
@ApplicationScoped
public class RetentionResource {
    private static final String EXAMPLE = "{\"rawMeasurements\": {\"ms\": 90, \"ui\": 90}, \"identities\": {\"ms\": 30,"
            + " \"ui\": 30}, \"events\": {\"ms\": 30, \"ui\": 30}, \"callAttempts\": 90, \"hourlyKpis\": {\"ms\": 400,"
            + " \"ui\": 400}, \"dailyKpis\": {\"ms\": 1826, \"ui\": 1826}, \"audit\": 365, \"quarantine\": 30,"
            + " \"logs\": 30}";

    private final Database database;
    private final Preview preview;
    private final Audit audit;
    private final RetentionConfig config;

    @Inject
    RetentionResource(Database database, Preview preview, Audit audit, Settings settings) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.preview = preview;
        this.audit = audit;
        this.config = RetentionConfig.from(settings);
    }

    /** Days by kind of data, and by data set where they can differ. */
    @GET
    @Operation(summary = "How long each kind of data is kept, days")
    @APIResponse(responseCode = "200", content = @Content(examples = @ExampleObject(name = "days", value = EXAMPLE)))
    public Map<String, Object> read() {
        return database.inTransaction(h -> RetentionDays.read(h, config)).told();
    }

    /**
     * Changes the kinds that the body names; a number counts for both data sets.
     *
     * @throws ProblemException bad-request with the pointer of each fault
     */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @PersonalData
    @Operation(
            summary = "Change how long kinds of data are kept",
            description = "Kinds that are not named stay as they are. The next purge acts by it.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            examples =
                                    @ExampleObject(
                                            name = "shorter",
                                            value = "{\"identities\": 14, \"rawMeasurements\": {\"ui\": 30}}")))
    @APIResponse(responseCode = "200", content = @Content(examples = @ExampleObject(name = "days", value = EXAMPLE)))
    public Map<String, Object> write(@Nullable Map<String, Object> body) {
        return database.inTransaction(h -> {
            h.execute("LOCK TABLE ops.retention IN SHARE ROW EXCLUSIVE MODE");
            Map<String, Object> named = body == null ? Map.of() : body;
            RetentionDays changed = RetentionDays.read(h, config).with(named, config);
            changed.write(h, named);
            audit.record(Action.CHANGE, "retention", 0);
            return changed.told();
        });
    }

    /**
     * Partitions that the next runs would take, by job and age. Counts come from the database's statistics.
     *
     * @throws ProblemException bad-parameter
     */
    @GET
    @Path("preview")
    @Operation(summary = "What the next purges would take, and what holds it back")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            examples =
                                    @ExampleObject(
                                            name = "preview",
                                            value =
                                                    "{\"items\": [{\"job\": \"raw-purge\", \"kind\": \"rawMeasurements\","
                                                            + " \"table\": \"raw.measurement\", \"from\": \"2026-08-01\","
                                                            + " \"to\": \"2026-08-02\", \"rows\": 9815344, \"bytes\": 1840201728,"
                                                            + " \"action\": \"keep-part\", \"keptDataset\": null,"
                                                            + " \"heldCalls\": 2, \"heldDevices\": 0, \"periodHolds\": [],"
                                                            + " \"notRolledUp\": false}], \"next\": null}")))
    public Page<Preview.Item> preview(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        Paging paging = new Paging(limit, cursor);
        List<String> position = paging.position(1);
        int skip = position.isEmpty() ? 0 : number(position.get(0));
        List<Preview.Item> items =
                preview.items(LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC), skip, paging.fetch());
        return Page.of(items, paging, item -> List.of(String.valueOf(skip + paging.limit())));
    }

    private static int number(String text) {
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw Paging.badCursor();
        }
    }
}
