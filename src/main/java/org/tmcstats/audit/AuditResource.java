package org.tmcstats.audit;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.Role;
import org.tmcstats.keys.Keys;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;
import org.tmcstats.rest.QueryText;

/** The audit trail, for privacy officers and whoever audits them: reading it is an entry as well. */
@Path("/privacy/audit")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.PRIVACY_OFFICER)
@Tag(name = "Audit")
@ApplicationScoped
public class AuditResource {
    private static final Set<String> KINDS =
            Set.of("agent", "customer", "phone", "sip-uri", "ip", "device", "session", "client");

    private final Audit audit;
    private final Entries entries;
    private final Verification verification;
    private final Keys keys;

    @Inject
    AuditResource(Audit audit, Entries entries, Verification verification, Keys keys) {
        this.audit = audit;
        this.entries = entries;
        this.verification = verification;
        this.keys = keys;
    }

    /**
     * Somebody to be looked for.
     *
     * @param kind agent, customer, phone, sip-uri, ip, device, session or client
     * @param value the identifier in any spelling
     */
    public record Named(@Nullable String kind, @Nullable String value) {}

    /** What entries hold instead of an identifier: HMAC-SHA256, 64 hexadecimal digits. */
    public record Hashed(String subject) {}

    /**
     * A page of entries, latest first.
     *
     * @param from earliest time, inclusive
     * @param to latest time, exclusive
     * @param subject somebody, as {@code POST /privacy/audit/subjects} tells
     * @throws ProblemException bad-parameter
     */
    @GET
    @PersonalData
    @Operation(summary = "Who read or changed personal data, latest first; reading this is recorded too")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "audit", value = """
                                                    {"items": [{"seq": 4711, "at": "2026-11-21T10:00:00.123456Z", "actor": "quality-desk", "role": "analyst", "action": "read",
                                                      "kind": "call", "persons": 2, "purpose": "customer-complaint",
                                                      "subjects": ["5d5f2f0d4a2e4a9a8f35c1d6b1f0f4b0e2a7a3b9c0d1e2f30415263748596a7b"],
                                                      "before": "9b0c…", "signature": "17aa…", "hash": "c3d4…"}], "next": null}""")))
    public Page<Entry> list(
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("role") @Nullable String role,
            @QueryParam("action") @Nullable String action,
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("purpose") @Nullable String purpose,
            @QueryParam("subject") @Nullable String subject,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        for (String text : new @Nullable String[] {actor, role, action, kind, purpose, subject}) {
            if (text != null && text.indexOf('\0') >= 0) {
                throw new ProblemException(ProblemType.BAD_PARAMETER, "A parameter holds a character that cannot be");
            }
        }
        Paging paging = new Paging(limit, cursor);
        Entries.Wanted wanted = new Entries.Wanted(
                QueryText.instant("from", from).orElse(null),
                QueryText.instant("to", to).orElse(null),
                actor,
                role,
                action,
                kind,
                purpose,
                subject);
        Page<Entry> page = Page.of(
                entries.before(before(paging), wanted, paging.fetch()),
                paging,
                entry -> List.of(Long.toString(entry.seq())));
        long actors = page.items().stream().map(Entry::actor).distinct().count();
        audit.record(Action.READ, "audit", actors);
        return page;
    }

    /**
     * What entries hold instead of an identifier; in a body, since addresses are written down on their way.
     *
     * @throws ProblemException bad-request
     */
    @POST
    @Path("subjects")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "What to look for somebody by in the audit trail")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "subject",
                                            value = "{\"kind\": \"agent\", \"value\": \"agent-7\"}")))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "subject",
                                            value =
                                                    "{\"subject\": \"5d5f2f0d4a2e4a9a8f35c1d6b1f0f4b0e2a7a3b9c0d1e2f30415263748596a7b\"}")))
    public Hashed subject(Named named) {
        List<ProblemException.Fault> faults = new ArrayList<>();
        String kind = named.kind() == null ? "" : named.kind();
        String value = named.value() == null ? "" : named.value();
        if (!KINDS.contains(kind)) {
            faults.add(new ProblemException.Fault(
                    "/kind", "must be agent, customer, phone, sip-uri, ip, device, session or client"));
        }
        if (value.isEmpty()) {
            faults.add(new ProblemException.Fault("/value", "is missing"));
        }
        if (!faults.isEmpty()) {
            throw ProblemException.ofFaults("Nobody can be looked for like this", faults);
        }
        return new Hashed(audit.hashed(new Subject(kind, value)));
    }

    /** Whether the trail is whole, and if not, where. */
    @GET
    @Path("verification")
    @PersonalData
    @Operation(
            summary = "Verifies the whole trail and says where it was altered",
            description = "Every entry's signature and place, and the signed anchors in the database and outside of it;"
                    + " all entries are read.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples = @ExampleObject(name = "verification", value = """
                                                    {"valid": false, "entries": 4710, "firstSeq": 1, "lastSeq": 4711, "anchors": 12, "anchoredSeq": 4700,
                                                      "faults": [{"fault": "removed", "fromSeq": 812, "toSeq": 812,
                                                        "after": "2026-11-20T09:11:02.5Z", "until": "2026-11-20T09:15:44.1Z"}]}""")))
    public Findings verification() {
        Findings findings = verification.verify(audit.latest());
        audit.record(Action.READ, "audit/verification", 0);
        return findings;
    }

    /** The public key of the anchors. */
    @GET
    @Path("key")
    @Produces("application/x-pem-file")
    @Operation(summary = "The public key that anchors are verified by (Ed25519, PEM)")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/x-pem-file",
                            examples =
                                    @ExampleObject(
                                            name = "key",
                                            value =
                                                    "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA…\n-----END PUBLIC KEY-----\n")))
    public String key() {
        return keys.publicKeyPem();
    }

    private static long before(Paging paging) {
        List<String> position = paging.position(1);
        try {
            return position.isEmpty() ? Long.MAX_VALUE : Long.parseLong(position.get(0));
        } catch (NumberFormatException e) {
            throw Paging.badCursor();
        }
    }
}
