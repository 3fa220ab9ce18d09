package org.tmcstats.feed.stb;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * The reference for authentication, added to a copy of the WAR: what {@link StbResource} does, for anybody. Its boxes are
 * others than those of the feed, or their reports would be taken for repeats.
 */
@Path("bench/stb")
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
@ApplicationScoped
public class OpenStb {
    private final StbFeed feed;

    @Inject
    OpenStb(StbFeed feed) {
        this.feed = feed;
    }

    @POST
    @Path("{device}")
    public Response ofDevice(@PathParam("device") String device, byte[] body) {
        return Response.accepted(feed.take("open-" + device, body)).build();
    }
}
