package org.tmcstats.privacy;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
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
import org.tmcstats.config.Settings;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;

/**
 * OpenDSR, the common interface of controllers and processors for requests of data subjects
 * (github.com/opengdpr/OpenDSR, specification 1.0): the same requests as under /privacy/requests, approved there. The client
 * that files is the controller, which has checked who the person is.
 */
@Path("/opendsr")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.PRIVACY_OFFICER)
@Tag(name = "Privacy")
@ApplicationScoped
public class OpenDsrResource {
    private static final String ID = "a7551968-d5d6-44b2-9831-815ac9017798";
    private static final String STATUS = "{\"controller_id\": \"crm\", \"expected_completion_time\":"
            + " \"2026-04-30T15:00:00Z\", \"subject_request_id\": \"" + ID + "\", \"request_status\": \"pending\","
            + " \"api_version\": \"1.0\"}";

    private final Database database;
    private final Requests requests;
    private final ProcessorSignature signature;
    private final OpenDsrConfig config;
    private final Audit audit;
    private final CurrentCaller caller;

    @Inject
    OpenDsrResource(
            Database database,
            Requests requests,
            ProcessorSignature signature,
            Settings settings,
            Audit audit,
            CurrentCaller caller) {
        this.database = database;
        this.requests = requests;
        this.signature = signature;
        this.config = OpenDsrConfig.from(settings);
        this.audit = audit;
        this.caller = caller;
    }

    @GET
    @Path("discovery")
    @Operation(summary = "OpenDSR: what this processor supports")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "discovery",
                                            value = "{\"api_version\": \"1.0\", \"supported_identities\":"
                                                    + " [{\"identity_type\": \"controller_customer_id\","
                                                    + " \"identity_format\": \"raw\"}],"
                                                    + " \"supported_subject_request_types\": [\"access\","
                                                    + " \"portability\", \"erasure\"], \"processor_certificate\":"
                                                    + " \"https://stats.example.com/api/v1/opendsr/certificate\"}")))
    public Response discovery(@Context UriInfo uri) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("api_version", OpenDsrStatus.VERSION);
        body.put(
                "supported_identities",
                OpenDsrRequest.KINDS.keySet().stream()
                        .map(type -> Map.of("identity_type", type, "identity_format", "raw"))
                        .toList());
        body.put("supported_subject_request_types", OpenDsrRequest.TYPES);
        body.put(
                "processor_certificate",
                uri.getBaseUriBuilder().path("opendsr/certificate").build().toString());
        return signed(Response.Status.OK, body);
    }

    @GET
    @Path("certificate")
    @Produces("application/x-pem-file")
    @Operation(
            summary = "OpenDSR: the certificate that replies and callbacks are signed with; without one the public key")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/x-pem-file",
                            examples = @ExampleObject(name = "pem", value = "-----BEGIN CERTIFICATE-----\n…")))
    public String certificate() {
        return signature.pem();
    }

    @POST
    @Path("requests")
    @Consumes(MediaType.WILDCARD)
    @PersonalData
    @Operation(summary = "OpenDSR: files a request; an officer approves it under /privacy/requests")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "request",
                                            value = "{\"regulation\": \"gdpr\", \"subject_request_id\": \"" + ID
                                                    + "\", \"subject_request_type\": \"erasure\", \"submitted_time\":"
                                                    + " \"2026-03-31T15:00:00Z\", \"subject_identities\":"
                                                    + " [{\"identity_type\": \"controller_customer_id\","
                                                    + " \"identity_value\": \"+15555550142\", \"identity_format\":"
                                                    + " \"raw\"}]}")))
    @APIResponse(
            responseCode = "201",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "receipt",
                                            value = "{\"controller_id\": \"crm\", \"expected_completion_time\":"
                                                    + " \"2026-04-30T15:00:00Z\", \"received_time\":"
                                                    + " \"2026-03-31T15:00:01Z\", \"encoded_request\": \"eyJ…\","
                                                    + " \"subject_request_id\": \"" + ID + "\"}")))
    @APIResponse(responseCode = "400", description = "The request cannot be used; `error` says why")
    public Response file(byte[] body) {
        try {
            Requests.Filing filing = OpenDsrRequest.read(body, config, requests.now());
            SubjectRequest request = database.inTransaction(h -> {
                SubjectRequest filed = filed(filing);
                audit.record(
                        Action.CHANGE,
                        "subject-request",
                        1,
                        filing.clear().identities().stream()
                                .map(i -> new Subject(i.kind(), i.value()))
                                .toList());
                return filed;
            });
            Map<String, Object> receipt = new LinkedHashMap<>();
            receipt.put("controller_id", request.filedBy());
            receipt.put("expected_completion_time", request.dueAt().toString());
            receipt.put("received_time", request.filedAt().toString());
            receipt.put("encoded_request", Base64.getEncoder().encodeToString(body));
            receipt.put("subject_request_id", request.id().toString());
            return signed(Response.Status.CREATED, receipt);
        } catch (OpenDsrRequest.Unusable e) {
            return error(Response.Status.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    @GET
    @Path("requests/{id}")
    @PersonalData
    @Operation(summary = "OpenDSR: a request's status")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "status", value = STATUS)))
    @APIResponse(responseCode = "404", description = "There is no request of that id filed by this controller")
    public Response status(@PathParam("id") String id, @Context UriInfo uri) {
        Optional<SubjectRequest> request = own(id);
        if (request.isEmpty()) {
            return unknown();
        }
        audit.record(Action.READ, "subject-request", 1);
        SubjectRequest found = request.get();
        String results = found.exportExpiresAt() == null
                ? null
                : uri.getBaseUriBuilder()
                        .path("privacy/requests/" + found.id() + "/export")
                        .build()
                        .toString();
        return signed(Response.Status.OK, OpenDsrStatus.body(found, OpenDsrStatus.word(found.status()), results));
    }

    @DELETE
    @Path("requests/{id}")
    @PersonalData
    @Operation(summary = "OpenDSR: cancels a request that is pending")
    @APIResponse(
            responseCode = "202",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "cancellation",
                                            value = "{\"controller_id\": \"crm\", \"subject_request_id\": \"" + ID
                                                    + "\", \"received_time\": \"2026-04-01T09:00:00Z\","
                                                    + " \"api_version\": \"1.0\"}")))
    @APIResponse(responseCode = "400", description = "It is not pending any more")
    public Response cancel(@PathParam("id") String id) {
        Optional<SubjectRequest> request = own(id);
        if (request.isEmpty()) {
            return unknown();
        }
        if (request.get().status() != RequestStatus.PENDING) {
            return error(Response.Status.BAD_REQUEST, "only a pending request can be cancelled");
        }
        SubjectRequest cancelled;
        try {
            UUID filed = request.get().id();
            cancelled = database.inTransaction(h -> {
                SubjectRequest changed = requests.cancel(filed, caller.client().id(), null);
                audit.record(Action.CHANGE, "subject-request", 1);
                return changed;
            });
        } catch (ProblemException e) {
            if (e.type() != ProblemType.CONFLICT) {
                throw e;
            }
            return error(Response.Status.BAD_REQUEST, "only a pending request can be cancelled");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("controller_id", cancelled.filedBy());
        body.put("subject_request_id", cancelled.id().toString());
        body.put("received_time", requests.now().toString());
        body.put("api_version", OpenDsrStatus.VERSION);
        return signed(Response.Status.ACCEPTED, body);
    }

    /** The same request again is answered as the first was; another one under its id is refused. */
    private SubjectRequest filed(Requests.Filing filing) {
        UUID id = filing.id();
        if (id != null && requests.find(id).isPresent()) {
            if (!requests.isSame(id, caller.client().id(), filing.body())) {
                throw new OpenDsrRequest.Unusable("there is another request of that subject_request_id");
            }
            return requests.require(id);
        }
        try {
            return requests.file(filing, caller.client().id()).request();
        } catch (ProblemException e) {
            String why = e.faults().isEmpty()
                    ? String.valueOf(e.getMessage())
                    : "an identity_value " + e.faults().get(0).detail();
            throw new OpenDsrRequest.Unusable("the request cannot be filed: " + why);
        }
    }

    private Optional<SubjectRequest> own(String id) {
        try {
            return requests.find(UUID.fromString(id))
                    .filter(r -> r.channel().equals(Requests.OPENDSR)
                            && r.filedBy().equals(caller.client().id()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Response unknown() {
        return error(Response.Status.NOT_FOUND, "there is no request of that id");
    }

    private Response error(Response.Status status, @Nullable String message) {
        audit.nothingPersonal();
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", status.getStatusCode());
        error.put("message", message);
        error.put(
                "errors",
                List.of(Map.of(
                        "domain",
                        "Validation",
                        "reason",
                        status.getReasonPhrase(),
                        "message",
                        String.valueOf(message))));
        return signed(status, Map.of("error", error));
    }

    private Response signed(Response.Status status, Map<String, Object> body) {
        byte[] bytes = RequestRows.JSON.writeValueAsBytes(body);
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .header("X-OpenDSR-Processor-Domain", config.domain())
                .header("X-OpenDSR-Signature", signature.of(bytes))
                .header("Cache-Control", "no-store")
                .entity(bytes)
                .build();
    }
}
