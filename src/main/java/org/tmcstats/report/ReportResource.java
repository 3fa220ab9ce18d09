package org.tmcstats.report;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.tmcstats.access.CurrentCaller;
import org.tmcstats.access.LimitedToo;
import org.tmcstats.access.Recipients;
import org.tmcstats.access.Role;
import org.tmcstats.audit.Action;
import org.tmcstats.audit.Audit;
import org.tmcstats.audit.PersonalData;
import org.tmcstats.audit.Subject;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.rest.AnyQuery;
import org.tmcstats.rest.Page;

/** Reports: hourly and daily KPIs as JSON or CSV. */
@Path("/reports")
@Tag(name = "Reports")
@RolesAllowed({Role.VIEWER, Role.ANALYST})
@ApplicationScoped
public class ReportResource {
    private static final MediaType CSV = new MediaType("text", "csv", "utf-8");

    private final Reports reports;
    private final CurrentCaller caller;
    private final Audit audit;
    private final Recipients recipients;

    @Inject
    ReportResource(Reports reports, CurrentCaller caller, Audit audit, Recipients recipients) {
        this.recipients = recipients;
        this.reports = reports;
        this.caller = caller;
        this.audit = audit;
    }

    /** The catalogue: each report's parameters, and its columns with unit and source. */
    @GET
    @LimitedToo
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The catalogue of reports")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "catalogue", value = """
                                                    {"items": [{"id": "call-quality", "title": "Call quality",
                                                      "parameters": [{"name": "from", "type": "instant", "default": null, "values": []}],
                                                      "columns": [{"name": "mosMean", "title": "Reported MOS, mean of the samples", "unit": "1", "source": "ITU-T P.800.1"}]}],
                                                      "next": null}""")))
    public Page<Report> catalogue() {
        return Page.whole(reports.catalogue());
    }

    /**
     * A page of a report; with {@code Accept: text/csv} as CSV, where a {@code Link} header names the next page.
     *
     * @throws ProblemException not-found for an unknown report, bad-parameter, forbidden for a filter that names a person
     */
    @GET
    @Path("/{id}")
    @Produces({MediaType.APPLICATION_JSON, "text/csv"})
    @AnyQuery
    @LimitedToo
    @PersonalData
    @Operation(
            summary = "A page of a report",
            description = "Each report takes the parameters that the catalogue lists; others are refused.")
    @Parameter(
            name = "from",
            in = ParameterIn.QUERY,
            required = true,
            description = "Start, inclusive, on the edge of an hour or day",
            example = "2026-11-21T00:00:00Z",
            schema = @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING))
    @Parameter(
            name = "to",
            in = ParameterIn.QUERY,
            required = true,
            description = "End, exclusive, on such an edge",
            example = "2026-11-22T00:00:00Z",
            schema = @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING))
    @Parameter(name = "granularity", in = ParameterIn.QUERY, description = "hour (default) or day")
    @Parameter(name = "zone", in = ParameterIn.QUERY, description = "Zone of the days, whole hours away from UTC")
    @Parameter(name = "dataset", in = ParameterIn.QUERY, description = "ms or ui; that of the settings when not given")
    @Parameter(name = "groupBy", in = ParameterIn.QUERY, description = "Dimensions, separated by commas, or none")
    @Parameter(name = "location", in = ParameterIn.QUERY, description = "This location only")
    @Parameter(name = "media", in = ParameterIn.QUERY, description = "audio, video or network only")
    @Parameter(name = "direction", in = ParameterIn.QUERY, description = "local, remote or both only")
    @Parameter(name = "server", in = ParameterIn.QUERY, description = "This feed only")
    @Parameter(name = "channel", in = ParameterIn.QUERY, description = "This channel id only (set-top boxes)")
    @Parameter(name = "device", in = ParameterIn.QUERY, description = "This set-top box only; needs the role analyst")
    @Parameter(name = "interface", in = ParameterIn.QUERY, description = "This interface only (set-top boxes)")
    @Parameter(name = "sort", in = ParameterIn.QUERY, description = "Columns, separated by commas, - in front descends")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Rows of a page, 1 to 1000, 100 by default")
    @Parameter(name = "cursor", in = ParameterIn.QUERY, description = "next of the page before")
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, examples = @ExampleObject(name = "json", value = """
                                                {"report": "call-quality", "from": "2026-11-21T00:00:00Z", "to": "2026-11-22T00:00:00Z",
                                                  "columns": [{"name": "bucket", "title": "Start of the hour or day", "unit": "instant", "source": "time"},
                                                    {"name": "mosMean", "title": "Reported MOS, mean of the samples", "unit": "1", "source": "ITU-T P.800.1"}],
                                                  "items": [{"bucket": "2026-11-21T10:00:00Z", "mosMean": 4.31}]}""")),
                @Content(
                        mediaType = "text/csv",
                        examples = @ExampleObject(name = "csv", value = "bucket,mosMean\n2026-11-21T10:00:00Z,4.31\n"))
            })
    public Response report(
            @Parameter(example = "call-quality") @PathParam("id") String id,
            @Context UriInfo uri,
            @Context HttpHeaders headers) {
        Sight sight = new Sight(
                recipients.maySeePersons(Role.ANALYST), caller.client().customers());
        ReportPage page = reports.page(id, uri.getQueryParameters(), sight);
        List<Subject> named = reports.named(id, uri.getQueryParameters());
        if ((sight.persons() && page.hasPersons()) || !named.isEmpty()) {
            long least = named.isEmpty() || page.items().isEmpty() ? 0 : 1;
            audit.record(Action.READ, "report/" + id, Math.max(least, page.persons()), named);
        } else {
            audit.nothingPersonal();
        }
        Response.ResponseBuilder reply = Response.ok().header("Vary", "Accept").header("Cache-Control", "no-store");
        if (page.next() != null) {
            reply.link(
                    uri.getRequestUriBuilder()
                            .replaceQueryParam("cursor", page.next())
                            .build(),
                    "next");
        }
        // Best first; a caller that takes anything gets JSON.
        boolean csv = headers.getAcceptableMediaTypes().stream()
                .filter(type -> type.isCompatible(CSV) || type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
                .findFirst()
                .filter(type -> !type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
                .isPresent();
        return csv
                ? reply.type(CSV).entity(CsvPage.print(page)).build()
                : reply.type(MediaType.APPLICATION_JSON_TYPE).entity(page).build();
    }
}
