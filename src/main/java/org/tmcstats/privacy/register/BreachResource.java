package org.tmcstats.privacy.register;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.CurrentCaller;
import org.tmcstats.access.Recipients;
import org.tmcstats.access.Role;
import org.tmcstats.audit.Action;
import org.tmcstats.audit.Audit;
import org.tmcstats.audit.PersonalData;
import org.tmcstats.config.Settings;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rest.Faults;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;
import org.tmcstats.rest.QueryText;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** Breaches: their record, the reports in phases, and who is affected (Art. 33, 34). */
@Path("/privacy/breaches")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.PRIVACY_OFFICER)
@Tag(name = "Privacy")
@ApplicationScoped
public class BreachResource {
    private static final String KIND = "breach";
    private static final List<String> RISKS = List.of("unlikely", "risk", "high");
    private static final List<String> RECIPIENTS = List.of("authority", "controller", "persons");
    private static final List<String> PHASES = List.of("initial", "further", "final");
    private static final String EXAMPLE =
            "{\"id\": 1, \"role\": \"controller\", \"nature\": \"a report was mailed to the wrong firm\","
                    + " \"awareAt\": \"2026-11-20T08:00:00Z\", \"from\": \"2026-11-19T00:00:00Z\", \"to\": \"2026-11-20T00:00:00Z\","
                    + " \"risk\": \"risk\", \"dataCategories\": [\"customer numbers\"], \"persons\": 120, \"records\": 340,"
                    + " \"effects\": \"numbers may be called\", \"remedies\": \"the firm confirmed deletion\","
                    + " \"recordedBy\": \"officer\", \"recordedAt\": \"2026-11-20T09:00:00Z\","
                    + " \"duty\": \"notify the supervisory authority within 72 hours of awareness (Art. 33(1))\","
                    + " \"dueAt\": \"2026-11-23T08:00:00Z\", \"overdue\": false, \"reports\": []}";

    private final Database database;
    private final Breaches breaches;
    private final Affected affected;
    private final Audit audit;
    private final CurrentCaller caller;
    private final Recipients recipients;
    private final RegisterConfig config;

    @Inject
    BreachResource(
            Database database,
            Breaches breaches,
            Affected affected,
            Audit audit,
            CurrentCaller caller,
            Recipients recipients,
            Settings settings) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.breaches = breaches;
        this.affected = affected;
        this.audit = audit;
        this.caller = caller;
        this.recipients = recipients;
        this.config = RegisterConfig.from(settings);
    }

    /**
     * A breach to be recorded; each one is, whatever its risk (Art. 33(5)).
     *
     * @param risk unlikely, risk or high
     */
    public record NewBreach(
            @Nullable String nature,
            @Nullable String awareAt,
            @Nullable String from,
            @Nullable String to,
            @Nullable String risk,
            @Nullable List<String> dataCategories,
            @Nullable Long persons,
            @Nullable Long records,
            @Nullable String effects,
            @Nullable String remedies) {}

    /**
     * A report to be recorded.
     *
     * @param lateReason must be given when the authority hears of it first later than 72 hours after awareness
     */
    public record NewReport(
            @Nullable String recipient,
            @Nullable String phase,
            @Nullable String sentAt,
            @Nullable String contents,
            @Nullable String lateReason,
            @Nullable String effects,
            @Nullable String remedies,
            @Nullable Long persons) {}

    /** Breaches, latest first. */
    @GET
    @Operation(summary = "Breaches with their reports, latest first")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            examples =
                                    @ExampleObject(
                                            name = "breaches",
                                            value = "{\"items\": [" + EXAMPLE + "], \"next\": null}")))
    public Page<Breach> list(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        Paging paging = new Paging(limit, cursor);
        List<String> position = paging.position(1);
        long before = position.isEmpty() ? Long.MAX_VALUE : Ids.number(position.get(0));
        return Page.of(
                database.inTransaction(h -> breaches.before(h, before, paging.fetch())),
                paging,
                breach -> List.of(String.valueOf(breach.id())));
    }

    /** @throws ProblemException not-found */
    @GET
    @Path("{id}")
    @Operation(summary = "One breach with its reports")
    @APIResponse(responseCode = "200", content = @Content(examples = @ExampleObject(name = "breach", value = EXAMPLE)))
    public Breach one(@Parameter(example = "1") @PathParam("id") long id) {
        return database.inTransaction(h -> breaches.find(h, id)).orElseThrow(BreachResource::unknown);
    }

    /**
     * Records a breach. What it asks for and until when is in the answer.
     *
     * @throws ProblemException bad-request with the pointer of each fault
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Records a breach (Art. 33(5))")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            examples =
                                    @ExampleObject(
                                            name = "breach",
                                            value = "{\"nature\": \"a report was mailed to the wrong firm\","
                                                    + " \"awareAt\": \"2026-11-20T08:00:00Z\", \"risk\": \"risk\","
                                                    + " \"dataCategories\": [\"customer numbers\"],"
                                                    + " \"effects\": \"numbers may be called\","
                                                    + " \"remedies\": \"the firm was asked to delete it\"}")))
    @APIResponse(responseCode = "201", content = @Content(examples = @ExampleObject(name = "breach", value = EXAMPLE)))
    public Response add(NewBreach wanted, @Context UriInfo uri) {
        Faults faults = new Faults();
        String risk = faults.oneOf("/risk", wanted.risk(), RISKS);
        Breach breach = new Breach(
                0,
                config.role(),
                faults.text("/nature", wanted.nature()),
                faults.past("/awareAt", wanted.awareAt()),
                faults.instantIfAny("/from", wanted.from()),
                faults.instantIfAny("/to", wanted.to()),
                risk,
                faults.texts("/dataCategories", wanted.dataCategories()),
                faults.countIfAny("/persons", wanted.persons()),
                faults.countIfAny("/records", wanted.records()),
                faults.text("/effects", wanted.effects()),
                faults.text("/remedies", wanted.remedies()),
                caller.client().id(),
                Instant.now(),
                "",
                null,
                false,
                List.of());
        if (breach.from() != null && breach.to() != null && breach.to().isBefore(breach.from())) {
            faults.add("/to", "must not be before from");
        }
        faults.refuse("The breach cannot be recorded as asked");
        Breach recorded = database.inTransaction(h -> {
            Breach added = breaches.add(h, breach);
            audit.record(Action.CHANGE, KIND, 0);
            return added;
        });
        return Response.created(uri.getAbsolutePathBuilder()
                        .path(String.valueOf(recorded.id()))
                        .build())
                .entity(recorded)
                .build();
    }

    /**
     * Records what was told to whom; information may be given in phases (Art. 33(4)).
     *
     * @throws ProblemException not-found; bad-request, also without the reason of a late report
     */
    @POST
    @Path("{id}/reports")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Records a report of a breach (Art. 33, 34)")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            examples =
                                    @ExampleObject(
                                            name = "initial",
                                            value =
                                                    "{\"recipient\": \"authority\", \"phase\": \"initial\","
                                                            + " \"sentAt\": \"2026-11-21T09:00:00Z\","
                                                            + " \"contents\": \"form of the authority, file 12\", \"persons\": 120}")))
    @APIResponse(responseCode = "201", content = @Content(examples = @ExampleObject(name = "breach", value = EXAMPLE)))
    @APIResponse(responseCode = "404", description = "There is no such breach")
    public Response report(@Parameter(example = "1") @PathParam("id") long id, NewReport wanted) {
        Faults faults = new Faults();
        Breach.Report report = new Breach.Report(
                0,
                faults.oneOf("/recipient", wanted.recipient(), RECIPIENTS),
                faults.oneOf("/phase", wanted.phase(), PHASES),
                faults.past("/sentAt", wanted.sentAt()),
                faults.text("/contents", wanted.contents()),
                faults.textIfAny("/lateReason", wanted.lateReason()),
                faults.textIfAny("/effects", wanted.effects()),
                faults.textIfAny("/remedies", wanted.remedies()),
                faults.countIfAny("/persons", wanted.persons()),
                caller.client().id(),
                Instant.now());
        Breach after = database.inTransaction(h -> {
            h.execute("SELECT id FROM privacy.breach WHERE id = ? FOR UPDATE", id);
            Breach breach = breaches.find(h, id).orElseThrow(BreachResource::unknown);
            check(breach, report, faults);
            faults.refuse("The report cannot be recorded as asked");
            Breach reported = breaches.add(h, id, report);
            audit.record(Action.CHANGE, KIND, 0);
            return reported;
        });
        return Response.status(Response.Status.CREATED).entity(after).build();
    }

    private static void check(Breach breach, Breach.Report report, Faults faults) {
        if (report.sentAt().isBefore(breach.awareAt())) {
            faults.add("/sentAt", "must not be before the awareness");
        }
        boolean first = breach.reports().stream().noneMatch(r -> r.recipient().equals("authority"));
        boolean late = report.sentAt().isAfter(breach.awareAt().plus(Breach.NOTIFY_WITHIN));
        if (breach.role().equals("controller")
                && report.recipient().equals("authority")
                && first
                && late
                && report.lateReason() == null) {
            faults.add("/lateReason", "must be given later than 72 hours after the awareness (Art. 33(1))");
        }
        if (breach.role().equals("controller") && report.recipient().equals("controller")) {
            faults.add("/recipient", "controller is told by a processor (Art. 33(2))");
        }
    }

    /**
     * Whom the records of a period name: the persons to be told of a breach (Art. 34). Streamed; a day counts whole.
     *
     * @param from begin; the breach's own when missing
     * @param to end, exclusive; the breach's own when missing
     * @param server feed that the records came through; any when missing
     * @param dataset ms or ui; any when missing
     * @throws ProblemException not-found, bad-parameter; forbidden for a client in a country without adequate protection
     */
    @GET
    @Path("{id}/affected")
    @Produces({MediaType.APPLICATION_JSON, "text/csv;qs=0.5"})
    @PersonalData
    @Operation(summary = "Whom a breach affected (Art. 34), as JSON or CSV")
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        examples =
                                @ExampleObject(
                                        name = "affected",
                                        value = "{\"items\": [{\"kind\": \"customer\", \"value\": \"48211\","
                                                + " \"firstDay\": \"2026-11-19\", \"lastDay\": \"2026-11-19\"}]}")),
                @Content(
                        mediaType = "text/csv",
                        examples =
                                @ExampleObject(
                                        name = "csv",
                                        value = "kind,value,firstDay,lastDay\ncustomer,48211,2026-11-19,2026-11-19\n"))
            })
    public Response affected(
            @Parameter(example = "1") @PathParam("id") long id,
            @Parameter(example = "2026-11-19T00:00:00Z") @QueryParam("from") @Nullable String from,
            @Parameter(example = "2026-11-20T00:00:00Z") @QueryParam("to") @Nullable String to,
            @QueryParam("server") @Nullable String server,
            @QueryParam("dataset") @Nullable String dataset,
            @Context jakarta.ws.rs.core.HttpHeaders headers) {
        recipients.requireTransferable();
        Breach breach = one(id);
        Instant begin = QueryText.instant("from", from).orElse(breach.from());
        Instant end = QueryText.instant("to", to).orElse(breach.to());
        if (begin == null || end == null || !begin.isBefore(end)) {
            throw new ProblemException(
                    ProblemType.BAD_PARAMETER,
                    "from and to must be given where the breach has no period, from before to");
        }
        if (dataset != null && !dataset.equals("ms") && !dataset.equals("ui")) {
            throw new ProblemException(ProblemType.BAD_PARAMETER, "dataset must be ms or ui");
        }
        if (server != null && !affected.hasSource(server)) {
            throw new ProblemException(
                    ProblemType.BAD_PARAMETER, "server must be the name of a feed from which records came");
        }
        Affected.Search search = new Affected.Search(
                LocalDate.ofInstant(begin, ZoneOffset.UTC),
                LocalDate.ofInstant(end.minusNanos(1), ZoneOffset.UTC).plusDays(1),
                server,
                dataset);
        audit.record(Action.EXPORT, KIND, affected.count(search));
        return affected.answer(headers, search);
    }

    private static ProblemException unknown() {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no breach of that id");
    }
}
