package org.tmcstats.access;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;

/** Clients: who may call. Secrets are shown once, when they are made. */
@Path("/clients")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@Tag(name = "Access")
@ApplicationScoped
public class ClientResource {
    private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
    private static final String EXAMPLE = "{\"id\": \"living-room-boxes\", \"roles\": [\"feeder\"], \"region\": null,"
            + " \"createdAt\": \"2026-03-29T10:00:00Z\"}";

    private final Clients clients;

    @Inject
    ClientResource(Clients clients) {
        this.clients = clients;
    }

    /**
     * A client to be made.
     *
     * @param id 1 to 64 letters, digits, dots, underscores, hyphens
     * @param roles at least one of feeder, viewer, analyst, operator, privacy-officer, admin
     * @param region country in which it works, ISO 3166-1 alpha-2; null when it is the controller's
     */
    public record NewClient(
            @Nullable String id,
            @Nullable List<String> roles,
            @Nullable String region) {}

    /** A secret, shown this once. */
    public record NewSecret(
            String id, List<String> roles, @Nullable String region, String secret) {}

    @GET
    @Operation(summary = "Clients, by id")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "client",
                                            value = "{\"items\": [" + EXAMPLE + "], \"next\": null}")))
    public Page<Client> list(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        Paging paging = new Paging(limit, cursor);
        List<String> position = paging.position(1);
        return Page.of(
                clients.after(position.isEmpty() ? "" : position.get(0), paging.fetch()),
                paging,
                client -> List.of(client.id()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes a client; its secret is shown in this reply alone")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "client",
                                            value = "{\"id\": \"living-room-boxes\", \"roles\": [\"feeder\"]}")))
    @APIResponse(
            responseCode = "201",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "client",
                                            value = "{\"id\": \"living-room-boxes\", \"roles\": [\"feeder\"],"
                                                    + " \"region\": null, \"secret\": \"living-room-boxes.pX…\"}")))
    @APIResponse(responseCode = "409", description = "There is a client of that id already")
    public Response add(NewClient wanted, @Context UriInfo uri) {
        List<ProblemException.Fault> faults = new ArrayList<>();
        String id = wanted.id() == null ? "" : wanted.id();
        if (!id.matches(ID)) {
            faults.add(new ProblemException.Fault(
                    "/id",
                    "must be 1 to 64 letters, digits, dots, underscores or hyphens, the first a letter or digit"));
        }
        List<String> roles = wanted.roles() == null
                ? List.of()
                : wanted.roles().stream().distinct().toList();
        if (roles.isEmpty() || !Role.ALL.containsAll(roles)) {
            faults.add(new ProblemException.Fault("/roles", "must hold one or more of " + String.join(", ", Role.ALL)));
        }
        if (wanted.region() != null && !Countries.isCode(wanted.region())) {
            faults.add(new ProblemException.Fault(
                    "/region", "must be a country's two capital letters (ISO 3166-1), such as DE"));
        }
        if (!faults.isEmpty()) {
            throw ProblemException.ofFaults("The client cannot be made as asked", faults);
        }
        String secret = Secrets.generate(id);
        if (!clients.add(id, roles, wanted.region(), Secrets.hash(secret))) {
            throw new ProblemException(ProblemType.CONFLICT, "There is a client of that id already");
        }
        return Response.created(uri.getAbsolutePathBuilder().path(id).build())
                .entity(new NewSecret(id, roles, wanted.region(), secret))
                .build();
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One client")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "client", value = EXAMPLE)))
    public Client one(@PathParam("id") String id) {
        return clients.find(id).map(Clients.Stored::client).orElseThrow(ClientResource::unknown);
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Removes a client; other nodes notice within ten seconds")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "409", description = "It is the last one with role admin")
    public void remove(@PathParam("id") String id) {
        if (!clients.remove(id)) {
            throw unknown();
        }
    }

    @POST
    @Path("{id}/secret")
    @Operation(summary = "Gives a client a new secret, shown in this reply alone")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "client",
                                            value = "{\"id\": \"living-room-boxes\", \"roles\": [\"feeder\"],"
                                                    + " \"region\": null, \"secret\": \"living-room-boxes.q3…\"}")))
    public NewSecret renew(@PathParam("id") String id) {
        Client client = one(id);
        String secret = Secrets.generate(id);
        if (!clients.changeSecret(id, Secrets.hash(secret))) {
            throw unknown();
        }
        return new NewSecret(id, client.roles(), client.region(), secret);
    }

    private static ProblemException unknown() {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no client of that id");
    }
}
