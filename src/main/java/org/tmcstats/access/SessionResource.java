package org.tmcstats.access;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.CurrentCaller.SignIn;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rest.ShortBody;

/** A browser's sign-in, and who is signed in. Any client may ask about itself. */
@Path("/session")
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
@LimitedToo
@Tag(name = "Access")
@ApplicationScoped
public class SessionResource {
    private static final String EXAMPLE = "{\"client\": \"erika\", \"roles\": [\"analyst\"], \"customers\": null,"
            + " \"signIn\": \"session\", \"secondFactor\": true}";

    private final Credentials credentials;
    private final SecondFactors secondFactors;
    private final Sessions sessions;
    private final SessionCookie cookie;
    private final Connection connection;
    private final CurrentCaller caller;

    @Inject
    SessionResource(
            Credentials credentials,
            SecondFactors secondFactors,
            Sessions sessions,
            SessionCookie cookie,
            Connection connection,
            CurrentCaller caller) {
        this.credentials = credentials;
        this.secondFactors = secondFactors;
        this.sessions = sessions;
        this.cookie = cookie;
        this.connection = connection;
        this.caller = caller;
    }

    /**
     * Credentials.
     *
     * @param client its id
     * @param code of the second factor, 6 digits; for clients that have one
     */
    public record SignInBody(
            @Nullable String client,
            @Nullable String secret,
            @Nullable String code) {}

    /**
     * Who is signed in.
     *
     * @param client its id
     * @param roles constants of {@link Role}
     * @param customers whose calls it sees alone; null for everybody's
     * @param signIn how it proved who it is: basic, key, bearer, session
     * @param secondFactor whether it has a second factor
     */
    public record SignedIn(
            String client, List<String> roles, @Nullable List<String> customers, String signIn, boolean secondFactor) {
        static SignedIn of(Client client, SignIn how) {
            return new SignedIn(
                    client.id(),
                    client.roles(),
                    client.customers(),
                    how.name().toLowerCase(Locale.ROOT),
                    client.secondFactor());
        }
    }

    @GET
    @Operation(summary = "Who is signed in, and with which roles")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "analyst", value = EXAMPLE)))
    public SignedIn who() {
        return SignedIn.of(caller.client(), caller.signIn());
    }

    /** The session's id is a new one in any case: one that was there before is ended (no session fixation). */
    @POST
    @ShortBody
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Signs in; the session is in a cookie of the reply")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "with a second factor",
                                            value = "{\"client\": \"erika\", \"secret\": \"erika.pX…\","
                                                    + " \"code\": \"492039\"}")))
    @APIResponse(
            responseCode = "201",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "analyst", value = EXAMPLE)))
    @APIResponse(
            responseCode = "401",
            description = "The secret or the code is wrong; codeRequired is true when the code alone is missing")
    @APIResponse(responseCode = "429", description = "Too many wrong ones; Retry-After tells when to try again")
    public Response signIn(SignInBody body, @Context HttpHeaders headers) {
        if (connection.isCrossSite()) {
            throw new ProblemException(ProblemType.FORBIDDEN, "Only a page of this server may sign in");
        }
        String id = body.client() == null ? "" : body.client();
        String secret = body.secret() == null ? "" : body.secret();
        Credentials.Proof proof =
                credentials.proveNow(id, secret, connection.address()).orElseThrow(Authentication::unauthenticated);
        Client client = proof.client();
        if (client.secondFactor()) {
            check(client, body.code());
        }
        cookie.token(headers).ifPresent(sessions::close);
        String token = sessions.open(client.id(), proof.secretHash(), client.secondFactor())
                .orElseThrow(Authentication::unauthenticated);
        return Response.status(Response.Status.CREATED)
                .cookie(cookie.of(token))
                .entity(SignedIn.of(client, SignIn.SESSION))
                .build();
    }

    private void check(Client client, @Nullable String code) {
        if (code == null || code.isBlank()) {
            throw ProblemException.with(
                    ProblemType.UNAUTHENTICATED,
                    "The code of the second factor is missing",
                    java.util.Map.of("codeRequired", true));
        }
        if (!secondFactors.take(client.id(), code)) {
            throw new ProblemException(ProblemType.UNAUTHENTICATED, "The code of the second factor is wrong");
        }
    }

    @DELETE
    @Operation(summary = "Signs out: ends the session on every node")
    @APIResponse(responseCode = "204", description = "It is ended")
    public Response signOut(@Context HttpHeaders headers) {
        cookie.token(headers).ifPresent(sessions::close);
        return Response.noContent().cookie(cookie.gone()).build();
    }
}
