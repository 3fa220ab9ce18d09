package org.tmcstats.privacy;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.CurrentCaller;
import org.tmcstats.access.Role;
import org.tmcstats.audit.Action;
import org.tmcstats.audit.Audit;
import org.tmcstats.audit.PersonalData;
import org.tmcstats.audit.Subject;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;
import org.tmcstats.store.Database;

/** Requests of data subjects (GDPR Art. 12 and 15 to 22). */
@Path("/privacy/requests")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.PRIVACY_OFFICER)
@Tag(name = "Privacy")
@ApplicationScoped
public class RequestResource {
    private static final String KIND = "subject-request";
    private static final String ID = "7d1f4f0e-8d4a-4c6f-9a51-3b0c9e1d2f60";
    private static final String NEW = "{\"type\": \"access\", \"identities\": [{\"kind\": \"phone\","
            + " \"value\": \"+15555550142\"}], \"receivedAt\": \"2026-01-31T09:00:00Z\","
            + " \"identityCheck\": \"called back on the number in the contract\"}";
    private static final String EXAMPLE = "{\"id\": \"" + ID + "\", \"type\": \"access\", \"status\": \"pending\","
            + " \"channel\": \"rest\", \"identities\": [{\"kind\": \"phone\", \"value\": \"+15555550142\","
            + " \"hash\": \"5c1e…\"}], \"receivedAt\": \"2026-01-31T09:00:00Z\", \"filedAt\": \"2026-01-31T10:00:00Z\","
            + " \"filedBy\": \"front-desk\", \"dueAt\": \"2026-02-28T09:00:00Z\", \"dueSoon\": false,"
            + " \"overdue\": false, \"extension\": null, \"identityCheck\": {\"at\": \"2026-01-31T10:00:00Z\","
            + " \"by\": \"front-desk\", \"detail\": \"called back on the number in the contract\"}, \"approval\": null,"
            + " \"closing\": null, \"review\": null, \"execution\": null, \"result\": null,"
            + " \"exportExpiresAt\": null, \"liftedAt\": null, \"error\": null}";
    private static final String DETAIL = "{\"request\": " + EXAMPLE + ", \"history\": [{\"at\":"
            + " \"2026-01-31T10:00:00Z\", \"by\": \"front-desk\", \"what\": \"filed\", \"note\": null}],"
            + " \"notices\": []}";

    private final Database database;
    private final Requests requests;
    private final Suppressions suppressions;
    private final ExportArchive exports;
    private final Certificates certificates;
    private final Audit audit;
    private final CurrentCaller caller;

    @Inject
    RequestResource(
            Database database,
            Requests requests,
            Suppressions suppressions,
            ExportArchive exports,
            Certificates certificates,
            Audit audit,
            CurrentCaller caller) {
        this.database = database;
        this.requests = requests;
        this.suppressions = suppressions;
        this.exports = exports;
        this.certificates = certificates;
        this.audit = audit;
        this.caller = caller;
    }

    @GET
    @PersonalData
    @Operation(
            summary = "Requests, latest first, values hidden",
            description = "dueSoon=true: open ones that are due within tmc.privacy.due-soon, or overdue.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "requests",
                                            value = "{\"items\": [" + EXAMPLE + "], \"next\": null}")))
    public Page<SubjectRequest> list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("type") @Nullable String type,
            @QueryParam("dueSoon") @Nullable String dueSoon,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        if (status != null && RequestStatus.find(status).isEmpty()) {
            throw new ProblemException(
                    ProblemType.BAD_PARAMETER,
                    "status must be one of pending, in-progress, completed, refused, cancelled, failed");
        }
        if (type != null && RequestType.find(type).isEmpty()) {
            throw new ProblemException(ProblemType.BAD_PARAMETER, "type must be one of " + RequestType.words());
        }
        if (dueSoon != null && !dueSoon.matches("true|false")) {
            throw new ProblemException(ProblemType.BAD_PARAMETER, "dueSoon must be true or false");
        }
        Page<SubjectRequest> page =
                requests.list(new RequestRows.Filter(status, type, "true".equals(dueSoon)), new Paging(limit, cursor));
        audit.record(Action.READ, KIND, page.items().size());
        return page;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @PersonalData
    @Operation(
            summary = "Files a request; another account approves it",
            description =
                    "Kinds: agent, customer, phone, sip-uri, ip, device, session. Rectification takes `corrections`"
                            + " ({kind, from, to}). With the header Idempotency-Key the same body files one request.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "request", value = NEW)))
    @APIResponse(
            responseCode = "201",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "request", value = EXAMPLE)))
    @APIResponse(responseCode = "400", description = "A field cannot be used; `errors` has its pointer")
    @APIResponse(responseCode = "409", description = "The Idempotency-Key was used for another request")
    public Response file(
            NewRequest wanted, @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey, @Context UriInfo uri) {
        Requests.Filing filing = wanted.filing(requests.now(), idempotencyKey);
        Requests.Filed filed = database.inTransaction(h -> {
            Requests.Filed made = requests.file(filing, by());
            record(Action.CHANGE, made.request());
            return made;
        });
        return Response.created(uri.getAbsolutePathBuilder()
                        .path(filed.request().id().toString())
                        .build())
                .header("Idempotent-Replayed", filed.repeated() ? "true" : null)
                .entity(filed.request())
                .build();
    }

    @GET
    @Path("{id}")
    @PersonalData
    @Operation(summary = "One request, with its history and notices")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "request", value = DETAIL)))
    public Shown one(@PathParam("id") String id) {
        SubjectRequest.Detail detail = requests.detail(number(id));
        record(Action.READ, detail.request());
        return Shown.of(detail);
    }

    @POST
    @Path("{id}/approve")
    @Consumes(MediaType.WILDCARD)
    @PersonalData
    @Operation(
            summary = "Approves a request, whose job then starts; a failed one goes on",
            description = "Body, may be empty: `identityCheck`; for automated-decision `review` with reviewer, outcome"
                    + " (upheld, changed) and explanation.")
    @RequestBody(
            required = false,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "approval",
                                            value = "{\"identityCheck\": \"identity card seen\"}")))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "request", value = EXAMPLE)))
    @APIResponse(responseCode = "403", description = "Four eyes: the account that filed it cannot approve it")
    @APIResponse(responseCode = "409", description = "It is not pending")
    public SubjectRequest approve(@PathParam("id") String id, byte[] body) {
        Decision decision = Decision.read(body);
        return changed(() -> requests.approve(number(id), by(), decision.identityCheck(), decision.reviewed()));
    }

    @POST
    @Path("{id}/refuse")
    @Consumes(MediaType.WILDCARD)
    @PersonalData
    @Operation(
            summary = "Refuses a request, with the reason that the person is told (Art. 12(4)) and its ground in law")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "refusal",
                                            value = "{\"reason\": \"the same request was answered last week\","
                                                    + " \"ground\": \"Art. 12(5)(b)\"}")))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "request", value = EXAMPLE)))
    @APIResponse(responseCode = "409", description = "It is neither pending nor failed, or has begun to erase")
    public SubjectRequest refuse(@PathParam("id") String id, byte[] body) {
        Decision decision = Decision.read(body);
        String ground = decision.ground();
        return changed(() ->
                requests.refuse(number(id), by(), ground == null ? "Art. 12(4)" : ground, decision.requireReason()));
    }

    @POST
    @Path("{id}/extend")
    @Consumes(MediaType.WILDCARD)
    @PersonalData
    @Operation(summary = "Extends the period by two months, within the first, with the reason that the person is told")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "extension",
                                            value =
                                                    "{\"reason\": \"records of four years have to be looked through\"}")))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "request", value = EXAMPLE)))
    @APIResponse(responseCode = "409", description = "The first month is over, or it was extended already")
    public SubjectRequest extend(@PathParam("id") String id, byte[] body) {
        String reason = Decision.read(body).requireReason();
        return changed(() -> requests.extend(number(id), by(), reason));
    }

    @POST
    @Path("{id}/cancel")
    @Consumes(MediaType.WILDCARD)
    @PersonalData
    @Operation(summary = "Cancels a request that the person withdrew; `reason` if there is one")
    @RequestBody(
            required = false,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "cancellation", value = "{\"reason\": \"withdrawn\"}")))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "request", value = EXAMPLE)))
    @APIResponse(responseCode = "409", description = "It is neither pending nor failed, or has begun to erase")
    public SubjectRequest cancel(@PathParam("id") String id, byte[] body) {
        String reason = Decision.read(body).reason();
        return changed(() -> requests.cancel(number(id), by(), reason));
    }

    @POST
    @Path("{id}/lift")
    @Consumes(MediaType.WILDCARD)
    @PersonalData
    @Operation(
            summary = "Ends a restriction or an objection",
            description = "The person is told before a restriction is lifted (Art. 18(3)): `reason` says how.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "lifting",
                                            value = "{\"reason\": \"accuracy verified; told by letter on 3 March\"}")))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "request", value = EXAMPLE)))
    @APIResponse(
            responseCode = "409",
            description = "It is no restriction or objection in force, or a job for a request is under way")
    public SubjectRequest lift(@PathParam("id") String id, byte[] body) {
        String reason = Decision.read(body).requireReason();
        return changed(() -> suppressions.lift(number(id), by(), reason));
    }

    @POST
    @Path("{id}/notices")
    @Consumes(MediaType.APPLICATION_JSON)
    @PersonalData
    @Operation(summary = "Records a notice to a recipient, or why there can be none (Art. 19)")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "notice",
                                            value = "{\"recipient\": \"Contact Centre Ltd\", \"state\": \"sent\","
                                                    + " \"means\": \"registered letter of 3 March\"}")))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "request", value = DETAIL)))
    public Shown notice(@PathParam("id") String id, NewNotice wanted) {
        NewNotice valid = wanted.valid();
        return database.inTransaction(h -> {
            SubjectRequest.Detail detail = requests.notice(
                    number(id),
                    by(),
                    String.valueOf(valid.recipient()),
                    String.valueOf(valid.state()),
                    String.valueOf(valid.means()));
            record(Action.CHANGE, detail.request());
            return Shown.of(detail);
        });
    }

    @GET
    @Path("{id}/export")
    @Produces("application/zip")
    @PersonalData
    @Operation(summary = "The export of a completed access or portability request: JSON, CSV and a readable page")
    @APIResponse(responseCode = "200", content = @Content(mediaType = "application/zip"))
    @APIResponse(responseCode = "404", description = "There is none, or it has expired")
    public Response export(@PathParam("id") String id) {
        SubjectRequest request = requests.require(number(id));
        exports.require(request);
        audit.record(Action.EXPORT, KIND, 1);
        exports.downloaded(request.id(), by());
        StreamingOutput body = out -> exports.writeTo(request.id(), out);
        return Response.ok(body)
                .header("Content-Disposition", "attachment; filename=\"" + request.id() + ".zip\"")
                .header("Cache-Control", "no-store")
                .build();
    }

    @GET
    @Path("{id}/certificate")
    @PersonalData
    @Operation(summary = "What was erased and what was kept on which ground, counts by table, signed (Ed25519, JWS)")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "certificate",
                                            value = "{\"certificate\": {\"request\": \"" + ID
                                                    + "\", \"erased\": [{\"table\": \"identity.participant\","
                                                    + " \"rows\": 12}], \"kept\": []}, \"jws\": \"eyJ…\","
                                                    + " \"publicKey\": \"-----BEGIN PUBLIC KEY-----…\"}")))
    @APIResponse(responseCode = "404", description = "It is no completed erasure")
    public Certificates.Signed certificate(@PathParam("id") String id) {
        Certificates.Signed certificate = certificates.require(number(id));
        audit.record(Action.READ, KIND, 1);
        return certificate;
    }

    /** A request with what is around it; the request's own fields first. */
    @Schema(name = "SubjectRequestDetail")
    public record Shown(
            @JsonUnwrapped SubjectRequest request,
            List<SubjectRequest.Event> history,
            List<SubjectRequest.Notice> notices) {
        static Shown of(SubjectRequest.Detail detail) {
            return new Shown(detail.request(), detail.history(), detail.notices());
        }
    }

    /** The change and its entry in the trail are one transaction: neither is there without the other. */
    private SubjectRequest changed(Supplier<SubjectRequest> change) {
        return database.inTransaction(h -> {
            SubjectRequest request = change.get();
            record(request.type() == RequestType.RESTRICTION ? Action.RESTRICT : Action.CHANGE, request);
            return request;
        });
    }

    private void record(Action action, SubjectRequest request) {
        audit.record(
                action,
                KIND,
                1,
                request.identities().stream()
                        .filter(i -> !i.value().equals("***"))
                        .map(i -> new Subject(i.kind(), i.value()))
                        .toList());
    }

    private String by() {
        return caller.client().id();
    }

    static UUID number(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no request of that id", e);
        }
    }
}
