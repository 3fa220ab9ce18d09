package org.tmcstats.testing;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.tmcstats.access.Role;
import org.tmcstats.audit.PersonalData;

/** A resource that shows a person and does not tell the audit trail. */
@Path("/forgetful")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ANALYST)
@ApplicationScoped
public class Forgetful {
    /** Made by the server. */
    public record Person(String name) {}

    @GET
    @PersonalData
    @Operation(hidden = true)
    public Person person() {
        return new Person("anna-of-the-forgetful");
    }
}
