package org.tmcstats.privacy.register;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
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
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jdbi.v3.core.result.RowView;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.CurrentCaller;
import org.tmcstats.access.Role;
import org.tmcstats.audit.Action;
import org.tmcstats.audit.Audit;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rest.Faults;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** Grounds on which identifiers go to clients in countries without adequate protection (Art. 44-49). */
@Path("/privacy/transfers")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.PRIVACY_OFFICER)
@Tag(name = "Privacy")
@ApplicationScoped
public class TransferResource {
    private static final String KIND = "transfer";
    /** Art. 45 where the decision covers the recipient, Art. 46(2), (3), Art. 49(1). */
    private static final List<String> GROUNDS = List.of(
            "art-46-2-c",
            "art-46-2-a",
            "art-46-2-b",
            "art-46-2-d",
            "art-46-2-e",
            "art-46-2-f",
            "art-46-3",
            "art-45-partial",
            "art-49-1-a",
            "art-49-1-b",
            "art-49-1-c",
            "art-49-1-d",
            "art-49-1-e",
            "art-49-1-f");

    private static final String EXAMPLE = "{\"id\": 2, \"client\": \"wallboard-us\", \"ground\": \"art-46-2-c\","
            + " \"document\": \"contract 2026-17, annex 3\", \"recordedBy\": \"officer\","
            + " \"recordedAt\": \"2026-11-21T10:00:00Z\", \"expiresAt\": null, \"endedBy\": null, \"endedAt\": null}";

    private final Database database;
    private final Audit audit;
    private final CurrentCaller caller;

    @Inject
    TransferResource(Database database, Audit audit, CurrentCaller caller) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.audit = audit;
        this.caller = caller;
    }

    /**
     * A ground to be recorded.
     *
     * @param client that receives identifiers
     * @param ground article, paragraph and point, such as {@code art-46-2-c} for standard contractual clauses
     * @param document where the safeguard is documented (Art. 30(1)(e), 49(6))
     * @param expiresAt when it ends by itself; may be missing
     */
    public record NewTransfer(
            @Nullable String client,
            @Nullable String ground,
            @Nullable String document,
            @Nullable String expiresAt) {}

    /** A recorded ground; {@code endedAt} is null while it stands. */
    public record Transfer(
            long id,
            String client,
            String ground,
            String document,
            String recordedBy,
            Instant recordedAt,
            @Nullable Instant expiresAt,
            @Nullable String endedBy,
            @Nullable Instant endedAt) {}

    /** Grounds, latest first. */
    @GET
    @Operation(summary = "Grounds of transfers to countries without adequate protection, latest first")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            examples =
                                    @ExampleObject(
                                            name = "transfers",
                                            value = "{\"items\": [" + EXAMPLE + "], \"next\": null}")))
    public Page<Transfer> list(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        Paging paging = new Paging(limit, cursor);
        List<String> position = paging.position(1);
        long before = position.isEmpty() ? Long.MAX_VALUE : Ids.number(position.get(0));
        return Page.of(
                database.inTransaction(h -> h.createQuery(
                                "SELECT * FROM privacy.transfer WHERE id < :before ORDER BY id DESC LIMIT :most")
                        .bind("before", before)
                        .bind("most", paging.fetch())
                        .map(TransferResource::transfer)
                        .list()),
                paging,
                transfer -> List.of(String.valueOf(transfer.id())));
    }

    /**
     * Records a ground: the client is shown identifiers from within a few seconds on.
     *
     * @throws ProblemException bad-request with the pointer of each fault; not-found for an unknown client
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Records the ground of a transfer (Art. 46, 49)")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            examples =
                                    @ExampleObject(
                                            name = "clauses",
                                            value = "{\"client\": \"wallboard-us\", \"ground\": \"art-46-2-c\","
                                                    + " \"document\": \"contract 2026-17, annex 3\"}")))
    @APIResponse(
            responseCode = "201",
            content = @Content(examples = @ExampleObject(name = "transfer", value = EXAMPLE)))
    @APIResponse(responseCode = "404", description = "There is no such client")
    public Response add(NewTransfer wanted, @Context UriInfo uri) {
        Faults faults = new Faults();
        String client = faults.text("/client", wanted.client());
        String ground = faults.oneOf("/ground", wanted.ground(), GROUNDS);
        String document = faults.text("/document", wanted.document());
        Instant expires = faults.instantIfAny("/expiresAt", wanted.expiresAt());
        if (expires != null && expires.isBefore(Instant.now())) {
            faults.add("/expiresAt", "must lie in the future");
        }
        faults.refuse("The ground cannot be recorded as asked");
        Transfer recorded = database.inTransaction(h -> {
            if (h.createQuery("SELECT id FROM ops.client WHERE id = :id")
                    .bind("id", client)
                    .mapTo(String.class)
                    .findOne()
                    .isEmpty()) {
                throw new ProblemException(ProblemType.NOT_FOUND, "There is no such client");
            }
            Transfer transfer = h.createQuery(
                            "INSERT INTO privacy.transfer (client, ground, document, recorded_by, expires_at)"
                                    + " VALUES (:client, :ground, :document, :by, :expires) RETURNING *")
                    .bind("client", client)
                    .bind("ground", ground)
                    .bind("document", document)
                    .bind("by", caller.client().id())
                    .bind("expires", expires)
                    .map(TransferResource::transfer)
                    .one();
            audit.record(Action.CHANGE, KIND, 0);
            return transfer;
        });
        return Response.created(uri.getAbsolutePathBuilder()
                        .path(String.valueOf(recorded.id()))
                        .build())
                .entity(recorded)
                .build();
    }

    /**
     * Ends a ground: identifiers are masked again within a few seconds.
     *
     * @throws ProblemException not-found; conflict when it ended before
     */
    @POST
    @Path("{id}/end")
    @Operation(summary = "Ends the ground of a transfer")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject(name = "transfer", value = EXAMPLE)))
    @APIResponse(responseCode = "409", description = "It ended before")
    public Transfer end(@Parameter(example = "2") @PathParam("id") long id) {
        return database.inTransaction(h -> {
            Transfer before = h.createQuery("SELECT * FROM privacy.transfer WHERE id = :id FOR UPDATE")
                    .bind("id", id)
                    .map(TransferResource::transfer)
                    .findOne()
                    .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no transfer of that id"));
            if (before.endedAt() != null) {
                throw new ProblemException(ProblemType.CONFLICT, "It ended before");
            }
            Transfer ended = h.createQuery(
                            "UPDATE privacy.transfer SET ended_by = :by, ended_at = now() WHERE id = :id RETURNING *")
                    .bind("by", caller.client().id())
                    .bind("id", id)
                    .map(TransferResource::transfer)
                    .one();
            audit.record(Action.CHANGE, KIND, 0);
            return ended;
        });
    }

    private static Transfer transfer(RowView row) {
        return new Transfer(
                row.getColumn("id", Long.class),
                row.getColumn("client", String.class),
                row.getColumn("ground", String.class),
                row.getColumn("document", String.class),
                row.getColumn("recorded_by", String.class),
                row.getColumn("recorded_at", Instant.class),
                row.getColumn("expires_at", Instant.class),
                row.getColumn("ended_by", String.class),
                row.getColumn("ended_at", Instant.class));
    }
}
