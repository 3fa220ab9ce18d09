package org.tmcstats.report;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.LimitedToo;
import org.tmcstats.access.Role;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemException.Fault;
import org.tmcstats.store.Database;

/** Settings of reports: the data set of requests that name none. */
@Path("/settings/reports")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Reports")
@ApplicationScoped
public class ReportSettingsResource {
    private static final String EXAMPLE = "{\"dataset\": \"ms\"}";

    private final Database database;

    @Inject
    ReportSettingsResource(Database database) {
        this.database = database;
    }

    /** The settings in force. */
    @GET
    @RolesAllowed({Role.VIEWER, Role.ANALYST, Role.OPERATOR})
    @LimitedToo
    @Operation(summary = "Settings of reports")
    @APIResponse(responseCode = "200", content = @Content(examples = @ExampleObject(name = "ms", value = EXAMPLE)))
    public ReportSettings read() {
        return database.inTransaction(ReportSettings::read);
    }

    /**
     * Replaces them.
     *
     * @throws ProblemException bad-request with the pointer of each fault
     */
    @PUT
    @RolesAllowed(Role.OPERATOR)
    @Operation(summary = "Replace the settings of reports")
    @RequestBody(required = true, content = @Content(examples = @ExampleObject(name = "ms", value = EXAMPLE)))
    @APIResponse(responseCode = "200", content = @Content(examples = @ExampleObject(name = "ms", value = EXAMPLE)))
    public ReportSettings write(@Nullable Map<String, Object> body) {
        ReportSettings settings = checked(body == null ? Map.of() : body);
        database.useTransaction(settings::write);
        return settings;
    }

    static ReportSettings checked(Map<String, Object> body) {
        List<Fault> faults = new ArrayList<>();
        for (String name : body.keySet()) {
            if (!name.equals("dataset")) {
                // The name goes back as its caller sent it: RFC 6901 escapes / and ~.
                faults.add(new Fault("/" + name.replace("~", "~0").replace("/", "~1"), "is not known here"));
            }
        }
        Object dataset = body.get("dataset");
        if (!"ms".equals(dataset) && !"ui".equals(dataset)) {
            faults.add(new Fault("/dataset", "must be ms or ui"));
        }
        if (!faults.isEmpty()) {
            throw ProblemException.ofFaults("the settings of reports are not valid", faults);
        }
        return new ReportSettings(String.valueOf(dataset));
    }
}
