package org.tmcstats.bench;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.tmcstats.access.Role;

/** The reference for feeds by POST, added to a copy of the WAR: takes a body from a feeder and does nothing. */
@Path("bench-empty")
@Consumes(MediaType.WILDCARD)
@RolesAllowed(Role.FEEDER)
@ApplicationScoped
public class EmptyPost {
    @POST
    public Response take(byte[] body) {
        return Response.accepted().build();
    }
}
