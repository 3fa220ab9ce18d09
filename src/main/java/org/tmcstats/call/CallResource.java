package org.tmcstats.call;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.CurrentCaller;
import org.tmcstats.access.LimitedToo;
import org.tmcstats.access.Recipients;
import org.tmcstats.access.Role;
import org.tmcstats.audit.Action;
import org.tmcstats.audit.Audit;
import org.tmcstats.audit.PersonalData;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;

/** Single calls, for those who may see persons. */
@Path("/calls/{ref}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ANALYST)
@LimitedToo
@Tag(name = "Calls")
@ApplicationScoped
public class CallResource {
    private static final String REF = "~1a2b.20261121";

    private final Calls calls;
    private final CurrentCaller caller;
    private final Audit audit;
    private final Recipients recipients;

    @Inject
    CallResource(Calls calls, CurrentCaller caller, Audit audit, Recipients recipients) {
        this.recipients = recipients;
        this.calls = calls;
        this.caller = caller;
        this.audit = audit;
    }

    /**
     * A call's summary: who, when, and the quality of each stream of each leg.
     *
     * @param ref session id, or the opaque reference of a row of the report {@code calls}
     * @throws ProblemException not-found when nothing is known of it
     */
    @GET
    @PersonalData
    @Operation(
            summary = "A call's summary by leg and stream",
            description =
                    "startedAt and endedAt are those of the first and the last record, events too; the report calls"
                            + " has those of the measurements in its period, so that its durationS is shorter.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "call", value = """
                                                    {"ref": "~1a2b.20261121", "sessionId": "5f0c2b1e-7a64-4c1d-9d0a-2f8be1a7c9d4", "conversationId": "48211",
                                                      "startedAt": "2026-11-21T10:00:00Z", "endedAt": "2026-11-21T10:04:30Z", "durationS": 270.0, "events": 12,
                                                      "participants": [{"role": "agent", "id": "agent-7", "name": "a"}],
                                                      "legs": [{"label": "agent", "location": "mediaserver/agent", "dataset": "ms", "server": "main",
                                                        "addresses": [{"local": "203.0.113.10:40562", "remote": "198.51.100.27:51577"}],
                                                        "network": {"samples": 27, "bytes": 6881679, "rttMsMean": 37.0, "rttMsMax": 41.0},
                                                        "streams": [{"media": "audio", "ssrc": null, "direction": "sent", "samples": 27, "packets": 6723, "packetsLost": 27, "bytes": 1075680,
                                                          "mosMean": 4.31, "mosMin": 4.2, "mosMax": 4.4, "mosEstimatedMean": null, "jitterMsMean": 4.0, "jitterMsMax": 6.0,
                                                          "lossRatio": 0.004, "rttMsMean": 38.0, "rttMsMax": 45.0, "badSampleRatio": 0.0}]}]}""")))
    @APIResponse(responseCode = "404", description = "Nothing is known of it")
    public CallSummary summary(@Parameter(example = REF) @PathParam("ref") String ref) {
        return told("call", calls.summary(ref, caller.client().customers(), recipients.maySeePersons(Role.ANALYST)));
    }

    /**
     * A call's events and measurements in time order.
     *
     * @param ref as above
     * @throws ProblemException not-found when nothing is known of it, bad-parameter
     */
    @GET
    @Path("/timeline")
    @PersonalData
    @Operation(summary = "A call's events and measurements in time order")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "timeline", value = """
                                                    {"items": [
                                                      {"at": "2026-11-21T10:00:00.1Z", "kind": "event", "type": "session-state", "detail": "start", "server": "main", "body": null},
                                                      {"at": "2026-11-21T10:00:10Z", "kind": "measurement", "location": "mediaserver/agent", "dataset": "ms", "server": "main",
                                                        "media": "audio", "direction": "sent", "packets": 249, "packetsLost": 1, "bytes": 39840, "mos": 4.31, "mosEstimated": null,
                                                        "jitterMs": 4.0, "lossRatio": 0.004016064, "rttMs": 38.0, "sendKbps": null, "receiveKbps": null, "bad": false}],
                                                      "next": null}""")))
    @APIResponse(responseCode = "404", description = "Nothing is known of it")
    public Page<TimelineItem> timeline(
            @Parameter(example = REF) @PathParam("ref") String ref,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return told(
                "call/timeline",
                calls.timeline(
                        ref,
                        caller.client().customers(),
                        new Paging(limit, cursor),
                        recipients.maySeePersons(Role.ANALYST)));
    }

    private <T> T told(String kind, Shown<T> shown) {
        audit.record(Action.READ, kind, shown.persons(), shown.subjects());
        return shown.answer();
    }
}
