package org.tmcstats.access;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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
    private static final String EXAMPLE = "{\"id\": \"living-room-boxes\", \"roles\": [\"feeder\"], \"region\": null,"
            + " \"customers\": null, \"secondFactor\": false, \"createdAt\": \"2026-03-29T10:00:00Z\"}";

    private final Clients clients;
    private final Credentials credentials;

    @Inject
    ClientResource(Clients clients, Credentials credentials) {
        this.clients = clients;
        this.credentials = credentials;
    }

    /** A secret, shown this once. */
    public record NewSecret(
            String id,
            List<String> roles,
            @Nullable String region,
            @Nullable List<String> customers,
            String secret) {}

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
                                            value =
                                                    "{\"id\": \"living-room-boxes\", \"roles\": [\"feeder\"],"
                                                            + " \"region\": null, \"customers\": null, \"secret\": \"living-room-boxes.pX…\"}")))
    @APIResponse(responseCode = "409", description = "There is a client of that id already")
    public Response add(ClientBody wanted, @Context UriInfo uri) {
        ClientBody body = wanted.checkNew();
        String id = String.valueOf(body.id());
        List<String> roles = body.roles() == null ? List.of() : body.roles();
        String secret = Secrets.generate(id);
        if (!clients.add(id, roles, body.region(), body.customers(), Secrets.hash(secret))) {
            throw new ProblemException(ProblemType.CONFLICT, "There is a client of that id already");
        }
        return Response.created(uri.getAbsolutePathBuilder().path(id).build())
                .entity(new NewSecret(id, roles, body.region(), body.customers(), secret))
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

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Replaces a client's roles, region and customers; other nodes notice within ten seconds")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "client",
                                            value = "{\"roles\": [\"analyst\"], \"region\": \"north\","
                                                    + " \"customers\": [\"+4930123456\"]}")))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "client", value = EXAMPLE)))
    @APIResponse(responseCode = "409", description = "It is the last one with role admin")
    public Client change(@PathParam("id") String id, ClientBody wanted) {
        ClientBody body = wanted.checkChange();
        List<String> roles = body.roles() == null ? List.of() : body.roles();
        Client changed =
                clients.change(id, roles, body.region(), body.customers()).orElseThrow(ClientResource::unknown);
        credentials.forget(id);
        return changed;
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
        credentials.forget(id);
    }

    static ProblemException unknown() {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no client of that id");
    }
}
