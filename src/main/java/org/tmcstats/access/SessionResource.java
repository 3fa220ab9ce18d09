package org.tmcstats.access;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who is signed in. Any client may ask about itself. */
@Path("/session")
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
@Tag(name = "Access")
@ApplicationScoped
public class SessionResource {
    private final CurrentCaller caller;

    @Inject
    SessionResource(CurrentCaller caller) {
        this.caller = caller;
    }

    /**
     * Who is signed in.
     *
     * @param client its id
     * @param roles constants of {@link Role}
     * @param signIn how it proved who it is: basic, key
     */
    public record SignedIn(String client, List<String> roles, String signIn) {}

    @GET
    @Operation(summary = "Who is signed in, and with which roles")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "analyst",
                                            value = "{\"client\": \"erika\", \"roles\": [\"analyst\"],"
                                                    + " \"signIn\": \"basic\"}")))
    public SignedIn who() {
        return new SignedIn(
                caller.client().id(), caller.roles(), caller.signIn().name().toLowerCase(Locale.ROOT));
    }
}
