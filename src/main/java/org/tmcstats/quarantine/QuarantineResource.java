package org.tmcstats.quarantine;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.Recipients;
import org.tmcstats.access.Role;
import org.tmcstats.audit.Action;
import org.tmcstats.audit.Audit;
import org.tmcstats.audit.PersonalData;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;

/** What could not be read. Bodies hold personal data, hence for operators alone. */
@Path("/quarantine")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "Feeds")
@ApplicationScoped
public class QuarantineResource {
    private final Quarantine quarantine;
    private final Audit audit;
    private final Recipients recipients;

    @Inject
    public QuarantineResource(Quarantine quarantine, Audit audit, Recipients recipients) {
        this.recipients = recipients;
        this.quarantine = quarantine;
        this.audit = audit;
    }

    @GET
    @PersonalData
    @Operation(summary = "What could not be read, latest first; bodies up to 16 KiB")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            examples =
                                    @ExampleObject("{\"items\": [{\"id\": 17, \"receivedAt\": \"2026-03-29T10:00:00Z\","
                                            + " \"feed\": \"stb\", \"reason\": \"/timestamp is missing\","
                                            + " \"body\": \"{\\\"type\\\": \\\"media\\\"}\","
                                            + " \"truncated\": false}], \"next\": null}")))
    public Page<Quarantine.Entry> list(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        Page<Quarantine.Entry> page = quarantine.page(new Paging(limit, cursor));
        if (!recipients.maySeePersons(Role.OPERATOR)) {
            audit.nothingPersonal();
            return new Page<>(
                    page.items().stream().map(Quarantine.Entry::masked).toList(), page.next());
        }
        audit.record(Action.READ, "quarantine", page.items().size());
        return page;
    }
}
