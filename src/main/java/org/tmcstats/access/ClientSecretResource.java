package org.tmcstats.access;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.tmcstats.config.Settings;

/** Renewal of what clients sign in with. */
@Path("/clients")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@Tag(name = "Access")
@ApplicationScoped
public class ClientSecretResource {
    private final Clients clients;
    private final Credentials credentials;
    private final SecondFactors secondFactors;
    private final AccessConfig config;

    @Inject
    ClientSecretResource(Clients clients, Credentials credentials, SecondFactors secondFactors, Settings settings) {
        this.clients = clients;
        this.credentials = credentials;
        this.secondFactors = secondFactors;
        this.config = AccessConfig.from(settings);
    }

    @POST
    @Path("{id}/secret")
    @Operation(
            summary = "Gives a client a new secret, shown in this reply alone",
            description = "The one before stays good for the setting tmc.access.secret-overlap. Sessions are ended.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "client",
                                            value = "{\"id\": \"living-room-boxes\", \"roles\": [\"feeder\"],"
                                                    + " \"region\": null, \"customers\": null,"
                                                    + " \"secret\": \"living-room-boxes.q3…\"}")))
    public ClientResource.NewSecret renew(@PathParam("id") String id) {
        Client client = clients.find(id).map(Clients.Stored::client).orElseThrow(ClientResource::unknown);
        String secret = Secrets.generate(id);
        if (!clients.changeSecret(id, Secrets.hash(secret), config.secretOverlap())) {
            throw ClientResource.unknown();
        }
        credentials.forget(id);
        return new ClientResource.NewSecret(id, client.roles(), client.region(), client.customers(), secret);
    }

    @DELETE
    @Path("{id}/secret/previous")
    @Operation(
            summary = "Ends a rotation's overlap at once; other nodes notice within ten seconds",
            description = "As after a leak. Sessions are ended, since the secret before may have opened them.")
    @APIResponse(responseCode = "204", description = "Only the present secret is good")
    public void endPrevious(@PathParam("id") String id) {
        if (!clients.endPrevious(id)) {
            throw ClientResource.unknown();
        }
        credentials.forget(id);
    }

    @DELETE
    @Path("{id}/second-factor")
    @Operation(summary = "Removes a client's second factor, such as when the device is lost; its sessions are ended")
    @APIResponse(responseCode = "204", description = "It signs in without codes, or enrols anew")
    public void removeSecondFactor(@PathParam("id") String id) {
        if (!secondFactors.remove(id)) {
            throw ClientResource.unknown();
        }
        credentials.forget(id);
    }
}
