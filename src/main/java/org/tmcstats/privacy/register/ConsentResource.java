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
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.CurrentCaller;
import org.tmcstats.access.Role;
import org.tmcstats.audit.Action;
import org.tmcstats.audit.Audit;
import org.tmcstats.audit.PersonalData;
import org.tmcstats.audit.Subject;
import org.tmcstats.identity.Person;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.identity.Persons;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rest.Faults;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** Consents, and their withdrawal, which takes no more than giving them did (Art. 7). */
@Path("/privacy/consents")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.PRIVACY_OFFICER)
@Tag(name = "Privacy")
@ApplicationScoped
public class ConsentResource {
    private static final String KIND = "consent";
    private static final String EXAMPLE =
            "{\"id\": 5, \"personKind\": \"customer\", \"purpose\": \"survey after calls\","
                    + " \"wording\": \"survey text 3\", \"channel\": \"web form\", \"givenAt\": \"2026-11-21T10:00:00Z\","
                    + " \"recordedBy\": \"officer\", \"recordedAt\": \"2026-11-21T10:05:00Z\", \"withdrawnAt\": null,"
                    + " \"withdrawnBy\": null, \"withdrawnHow\": null}";

    private final Database database;
    private final Persons persons;
    private final Audit audit;
    private final CurrentCaller caller;

    @Inject
    ConsentResource(Database database, Persons persons, Audit audit, CurrentCaller caller) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.persons = persons;
        this.audit = audit;
        this.caller = caller;
    }

    /** An identifier as it is sent; kept as a keyed hash alone. */
    public record Identity(@Nullable String kind, @Nullable String value) {}

    /**
     * A consent to be recorded.
     *
     * @param person who gave it
     * @param purpose what it is for
     * @param wording text, or version of the text, that the person saw
     * @param channel how it was given
     * @param givenAt when; the time of the request when missing
     */
    public record NewConsent(
            @Nullable Identity person,
            @Nullable String purpose,
            @Nullable String wording,
            @Nullable String channel,
            @Nullable String givenAt) {}

    /**
     * A consent.
     *
     * @param id surrogate key
     * @param personKind kind of the person's identifier, whose hash is not told
     * @param withdrawnAt null while it stands
     */
    public record Consent(
            long id,
            String personKind,
            String purpose,
            String wording,
            String channel,
            Instant givenAt,
            String recordedBy,
            Instant recordedAt,
            @Nullable Instant withdrawnAt,
            @Nullable String withdrawnBy,
            @Nullable String withdrawnHow) {}

    /**
     * A withdrawal.
     *
     * @param how such as phone or letter; may be missing
     * @param withdrawnAt when; the time of the request when missing
     */
    public record Withdrawal(@Nullable String how, @Nullable String withdrawnAt) {}

    /** Whose consents are asked for. */
    public record Search(@Nullable Identity person) {}

    /** Consents, latest first. */
    @GET
    @PersonalData
    @Operation(summary = "Consents, latest first")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            examples =
                                    @ExampleObject(
                                            name = "consents",
                                            value = "{\"items\": [" + EXAMPLE + "], \"next\": null}")))
    public Page<Consent> list(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        Paging paging = new Paging(limit, cursor);
        List<String> position = paging.position(1);
        long before = position.isEmpty() ? Long.MAX_VALUE : Ids.number(position.get(0));
        Page<Consent> page = Page.of(
                database.inTransaction(h -> h.createQuery(
                                "SELECT * FROM privacy.consent WHERE id < :before ORDER BY id DESC LIMIT :most")
                        .bind("before", before)
                        .bind("most", paging.fetch())
                        .map(ConsentResource::consent)
                        .list()),
                paging,
                consent -> List.of(String.valueOf(consent.id())));
        audit.record(Action.READ, KIND, page.items().size());
        return page;
    }

    /**
     * Records a consent.
     *
     * @throws ProblemException bad-request with the pointer of each fault
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @PersonalData
    @Operation(summary = "Records a consent (Art. 7(1))")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            examples =
                                    @ExampleObject(
                                            name = "consent",
                                            value =
                                                    "{\"person\": {\"kind\": \"customer\", \"value\": \"48211\"},"
                                                            + " \"purpose\": \"survey after calls\", \"wording\": \"survey text 3\","
                                                            + " \"channel\": \"web form\", \"givenAt\": \"2026-11-21T10:00:00Z\"}")))
    @APIResponse(responseCode = "201", content = @Content(examples = @ExampleObject(name = "consent", value = EXAMPLE)))
    public Response give(NewConsent wanted, @Context UriInfo uri) {
        Faults faults = new Faults();
        Optional<Person> person = person(wanted.person(), faults);
        String purpose = faults.text("/purpose", wanted.purpose());
        String wording = faults.text("/wording", wanted.wording());
        String channel = faults.text("/channel", wanted.channel());
        Instant given = wanted.givenAt() == null ? Instant.now() : faults.past("/givenAt", wanted.givenAt());
        faults.refuse("The consent cannot be recorded as asked");
        Person who = person.orElseThrow();
        Consent recorded = database.inTransaction(h -> {
            Consent consent = h.createQuery(
                            "INSERT INTO privacy.consent (person_kind, person_hmac, purpose, wording, channel,"
                                    + " given_at, recorded_by) VALUES (:kind, :hash, :purpose, :wording, :channel, :given, :by)"
                                    + " RETURNING *")
                    .bind("kind", who.kind().word())
                    .bind("hash", persons.hmac(who))
                    .bind("purpose", purpose)
                    .bind("wording", wording)
                    .bind("channel", channel)
                    .bind("given", given)
                    .bind("by", caller.client().id())
                    .map(ConsentResource::consent)
                    .one();
            audit.record(Action.CHANGE, KIND, 1, List.of(subject(who)));
            return consent;
        });
        return Response.created(uri.getAbsolutePathBuilder()
                        .path(String.valueOf(recorded.id()))
                        .build())
                .entity(recorded)
                .build();
    }

    /**
     * Consents of a person, who is named in the body, because identifiers do not belong into addresses.
     *
     * @throws ProblemException bad-request with the pointer of each fault
     */
    @POST
    @Path("search")
    @Consumes(MediaType.APPLICATION_JSON)
    @PersonalData
    @Operation(summary = "Consents of a person, latest first")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            examples =
                                    @ExampleObject(
                                            name = "person",
                                            value = "{\"person\": {\"kind\": \"customer\", \"value\": \"48211\"}}")))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            examples =
                                    @ExampleObject(
                                            name = "consents",
                                            value = "{\"items\": [" + EXAMPLE + "], \"next\": null}")))
    public Page<Consent> search(Search wanted) {
        Faults faults = new Faults();
        Optional<Person> person = person(wanted.person(), faults);
        faults.refuse("The person cannot be looked for");
        Person who = person.orElseThrow();
        List<Consent> found = database.inTransaction(
                h -> h.createQuery("SELECT * FROM privacy.consent WHERE person_hmac = :hash ORDER BY id DESC")
                        .bind("hash", persons.hmac(who))
                        .map(ConsentResource::consent)
                        .list());
        audit.record(Action.READ, KIND, 1, List.of(subject(who)));
        return Page.whole(found);
    }

    /**
     * Records that a consent was withdrawn. An empty body is enough.
     *
     * @throws ProblemException not-found; conflict when it was withdrawn before; bad-request
     */
    @POST
    @Path("{id}/withdraw")
    @Consumes(MediaType.APPLICATION_JSON)
    @PersonalData
    @Operation(summary = "Records that a consent was withdrawn (Art. 7(3))")
    @RequestBody(content = @Content(examples = @ExampleObject(name = "phone", value = "{\"how\": \"phone\"}")))
    @APIResponse(responseCode = "200", content = @Content(examples = @ExampleObject(name = "consent", value = EXAMPLE)))
    @APIResponse(responseCode = "409", description = "It was withdrawn before")
    public Consent withdraw(@Parameter(example = "5") @PathParam("id") long id, @Nullable Withdrawal withdrawal) {
        Faults faults = new Faults();
        String at = withdrawal == null ? null : withdrawal.withdrawnAt();
        Instant withdrawn = at == null ? Instant.now() : faults.past("/withdrawnAt", at);
        String how = faults.textIfAny("/how", withdrawal == null ? null : withdrawal.how());
        faults.refuse("The withdrawal cannot be recorded as asked");
        return database.inTransaction(h -> {
            Consent before = find(h, id);
            if (before.withdrawnAt() != null) {
                throw new ProblemException(ProblemType.CONFLICT, "The consent was withdrawn before");
            }
            if (withdrawn.isBefore(before.givenAt())) {
                throw ProblemException.ofFaults(
                        "The withdrawal cannot be recorded as asked",
                        List.of(new ProblemException.Fault(
                                "/withdrawnAt", "must not be before the consent was given")));
            }
            Consent after = h.createQuery("UPDATE privacy.consent SET withdrawn_at = :at, withdrawn_by = :by,"
                            + " withdrawn_how = :how WHERE id = :id RETURNING *")
                    .bind("id", id)
                    .bind("at", withdrawn)
                    .bind("by", caller.client().id())
                    .bind("how", how)
                    .map(ConsentResource::consent)
                    .one();
            audit.record(Action.CHANGE, KIND, 1);
            return after;
        });
    }

    private static Consent find(Handle h, long id) {
        return h.createQuery("SELECT * FROM privacy.consent WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map(ConsentResource::consent)
                .findOne()
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no consent of that id"));
    }

    private Optional<Person> person(@Nullable Identity identity, Faults faults) {
        Optional<PersonKind> kind = PersonKind.of(identity == null ? "" : String.valueOf(identity.kind()));
        if (identity == null || kind.isEmpty()) {
            faults.add("/person/kind", "must be agent, customer, phone, sip-uri, ip, device or session");
            return Optional.empty();
        }
        Optional<Person> person =
                identity.value() == null ? Optional.empty() : persons.person(kind.get(), identity.value());
        if (person.isEmpty()) {
            faults.add("/person/value", "is no identifier of its kind");
        } else if (person.get().lacksCountry()) {
            faults.add("/person/value", Person.COUNTRY_WANTED);
        }
        return person;
    }

    private static Subject subject(Person person) {
        return new Subject(person.kind().word(), person.value());
    }

    private static Consent consent(RowView row) {
        return new Consent(
                row.getColumn("id", Long.class),
                row.getColumn("person_kind", String.class),
                row.getColumn("purpose", String.class),
                row.getColumn("wording", String.class),
                row.getColumn("channel", String.class),
                row.getColumn("given_at", Instant.class),
                row.getColumn("recorded_by", String.class),
                row.getColumn("recorded_at", Instant.class),
                row.getColumn("withdrawn_at", Instant.class),
                row.getColumn("withdrawn_by", String.class),
                row.getColumn("withdrawn_how", String.class));
    }
}
