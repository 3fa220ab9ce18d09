package org.tmcstats.feed.mediaserver;

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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
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
import org.tmcstats.rest.Paging;

/** Media servers: where they are and whether they can be reached. */
@Path("/feeds/media-servers")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "Feeds")
@ApplicationScoped
public class MediaServersResource {
    private static final String BODY = "{\"url\": \"wss://media.example:8443/stats\", \"enabled\": true,"
            + " \"headers\": {\"Authorization\": \"***\"}, \"trust\": \"/etc/tmc/media.pem\"}";
    private static final String EXAMPLE = "{\"name\": \"main\", \"url\": \"wss://media.example:8443/stats\","
            + " \"enabled\": true, \"headers\": {\"Authorization\": \"***\"}, \"trust\": \"/etc/tmc/media.pem\"}";

    private final MediaServers servers;

    @Inject
    public MediaServersResource(MediaServers servers) {
        this.servers = servers;
    }

    @GET
    @Operation(summary = "Media servers, by name")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject("{\"items\": [" + EXAMPLE + "], \"next\": null}")))
    public Page<MediaServerBody> list(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        Paging paging = new Paging(limit, cursor);
        List<String> position = paging.position(1);
        String after = position.isEmpty() ? "" : position.get(0);
        List<MediaServer> rows = servers.all().stream()
                .filter(s -> s.name().compareTo(after) > 0)
                .limit(paging.fetch())
                .toList();
        Page<MediaServer> page = Page.of(rows, paging, s -> List.of(s.name()));
        return new Page<>(page.items().stream().map(MediaServerBody::of).toList(), page.next());
    }

    @GET
    @Path("{name}")
    @Operation(summary = "One media server; the values of its headers are masked")
    @APIResponse(responseCode = "200", content = @Content(examples = @ExampleObject(EXAMPLE)))
    @APIResponse(responseCode = "404", description = "There is no media server of that name")
    public MediaServerBody one(@PathParam("name") String name) {
        return MediaServerBody.of(find(name));
    }

    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Adds or changes a media server and connects to it",
            description =
                    "A header whose value is *** keeps the value stored before. trust is the path of a PEM file or"
                            + " of a PKCS#12 file without a password on the server, or PEM text.")
    @RequestBody(content = @Content(examples = @ExampleObject(BODY)))
    @APIResponse(
            responseCode = "200",
            description = "It is changed",
            content = @Content(examples = @ExampleObject(EXAMPLE)))
    @APIResponse(
            responseCode = "201",
            description = "It is new",
            content = @Content(examples = @ExampleObject(EXAMPLE)))
    public Response put(@PathParam("name") String name, MediaServerBody body) {
        MediaServer wanted = body.toServer(name, servers.find(name));
        boolean isNew = servers.put(wanted);
        return Response.status(isNew ? Response.Status.CREATED : Response.Status.OK)
                .entity(MediaServerBody.of(wanted))
                .build();
    }

    @DELETE
    @Path("{name}")
    @Operation(
            summary = "Forgets a media server and closes its connection",
            description = "Where the settings name a server so too, their word counts again.")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", description = "There is no media server of that name")
    @APIResponse(responseCode = "409", description = "It comes from the settings alone")
    public void delete(@PathParam("name") String name) {
        if (!servers.delete(name)) {
            if (servers.isConfigured(name)) {
                throw new ProblemException(
                        ProblemType.CONFLICT,
                        "This media server comes from the settings; PUT it with enabled=false to disconnect it");
            }
            throw unknown();
        }
    }

    @POST
    @Path("{name}/test")
    @Operation(summary = "Connects to a media server once, beside the standing connection, and tells how that went")
    @APIResponse(
            responseCode = "200",
            content = @Content(examples = @ExampleObject("{\"connected\": true, \"elapsedMs\": 14, \"reason\": null}")))
    public ConnectionTest.Result test(@PathParam("name") String name) {
        Connector connector = servers.connector()
                .orElseThrow(() -> new ProblemException(ProblemType.UNAVAILABLE, "The server is starting or stopping"));
        return ConnectionTest.run(find(name), connector);
    }

    private MediaServer find(String name) {
        return servers.find(name).orElseThrow(MediaServersResource::unknown);
    }

    private static ProblemException unknown() {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no media server of that name");
    }
}
