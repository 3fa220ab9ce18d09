package org.tmcstats.access;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
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

/** Enrolment of one's own second factor: codes of an authenticator app (TOTP, RFC 6238). */
@Path("/session/second-factor")
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
@LimitedToo
@Tag(name = "Access")
@ApplicationScoped
public class SecondFactorResource {
    private final SecondFactors secondFactors;
    private final Credentials credentials;
    private final CurrentCaller caller;

    @Inject
    SecondFactorResource(SecondFactors secondFactors, Credentials credentials, CurrentCaller caller) {
        this.secondFactors = secondFactors;
        this.credentials = credentials;
        this.caller = caller;
    }

    /**
     * A key for an authenticator app, shown this once.
     *
     * @param secret Base32, to be typed
     * @param uri the same for a QR code
     */
    public record Enrolment(String secret, String uri) {}

    /** @param code what the app shows */
    public record Confirmation(@Nullable String code) {}

    @POST
    @Operation(
            summary = "A new key for an authenticator app, shown in this reply alone",
            description = "Codes are asked for once one was confirmed.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "key",
                                            value =
                                                    "{\"secret\": \"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\", \"uri\":"
                                                            + " \"otpauth://totp/tmc-stats:erika?secret=GEZD…&issuer=tmc-stats\"}")))
    @APIResponse(responseCode = "409", description = "There is one already; an administrator removes it first")
    public Enrolment enrol() {
        String id = own().id();
        byte[] key = secondFactors.enrol(id);
        return new Enrolment(Totp.base32(key), Totp.uri(id, key));
    }

    @POST
    @Path("confirmation")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Shows a first code; from now on the client signs in with codes, and its sessions are ended")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "code", value = "{\"code\": \"492039\"}")))
    @APIResponse(responseCode = "204", description = "The second factor is in force")
    @APIResponse(responseCode = "400", description = "The code is wrong")
    public void confirm(Confirmation body) {
        String id = own().id();
        if (body.code() == null || !secondFactors.confirm(id, body.code())) {
            throw ProblemException.ofFaults(
                    "The code is wrong", List.of(new ProblemException.Fault("/code", "is not the app's code of now")));
        }
        credentials.forget(id);
    }

    private Client own() {
        SignIn how = caller.signIn();
        if (how != SignIn.BASIC && how != SignIn.SESSION) {
            throw new ProblemException(ProblemType.FORBIDDEN, "A second factor belongs to a client of this server");
        }
        return caller.client();
    }
}
