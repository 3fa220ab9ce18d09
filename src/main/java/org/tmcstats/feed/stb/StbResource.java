package org.tmcstats.feed.stb;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.tmcstats.access.Role;
import org.tmcstats.access.SenderAddress;
import org.tmcstats.config.Settings;
import org.tmcstats.feed.FeedReply;
import org.tmcstats.feed.JsonFields;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/** Reports of set-top boxes by POST. Their Content-Type does not matter: boxes send anything. */
@Path("/feeds/stb")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.FEEDER)
@Tag(name = "Feeds")
@ApplicationScoped
public class StbResource {
    private static final int LONGEST_DEVICE = 200;
    private static final String REPORT = "[{\"type\": \"media\", \"timestamp\": 1509629380, \"begin\": 1509628180,"
            + " \"end\": 1509629380, \"url\": \"udp://225.100.100.7:1234\", \"id\": \"417\","
            + " \"video\": {\"frames_decoded\": 29981, \"frames_dropped\": 14, \"frames_failed\": 1}}]";

    private final StbFeed feed;
    private final SenderAddress sender;

    @Inject
    public StbResource(StbFeed feed, Settings settings) {
        this.feed = feed;
        this.sender = SenderAddress.from(settings);
    }

    @POST
    @Path("{device}")
    @Operation(summary = "Takes the reports of one set-top box; answered when they are on disk")
    @RequestBody(content = @Content(mediaType = "*/*", examples = @ExampleObject(REPORT)))
    @APIResponse(
            responseCode = "202",
            description = "They are on disk",
            content = @Content(examples = @ExampleObject(FeedReply.EXAMPLE)))
    @APIResponse(responseCode = "400", description = "Nothing in the body is JSON; nothing is kept")
    @APIResponse(responseCode = "413", description = "The body is too large")
    @APIResponse(responseCode = "503", description = "They cannot be kept now; Retry-After tells when to try again")
    public Response ofDevice(@PathParam("device") String device, byte[] body) {
        if (device.length() > LONGEST_DEVICE || StbOrigin.isAddress(device) || !JsonFields.isStorable(device)) {
            throw new ProblemException(
                    ProblemType.BAD_PARAMETER,
                    "device must have at most " + LONGEST_DEVICE + " characters and not begin with @");
        }
        return accepted(device, body);
    }

    @POST
    @Operation(
            summary = "Takes the reports of a set-top box that does not name itself",
            description = "The box is known by the sender's address and the first ip that the body reports.")
    @RequestBody(content = @Content(mediaType = "*/*", examples = @ExampleObject(REPORT)))
    @APIResponse(
            responseCode = "202",
            description = "They are on disk",
            content = @Content(examples = @ExampleObject(FeedReply.EXAMPLE)))
    @APIResponse(responseCode = "400", description = "Nothing in the body is JSON; nothing is kept")
    @APIResponse(responseCode = "413", description = "The body is too large")
    @APIResponse(responseCode = "503", description = "They cannot be kept now; Retry-After tells when to try again")
    public Response ofSender(@Context HttpServletRequest request, byte[] body) {
        return accepted(StbOrigin.ofAddress(sender.of(request)), body);
    }

    private Response accepted(String origin, byte[] body) {
        return Response.accepted(feed.take(origin, body)).build();
    }
}
