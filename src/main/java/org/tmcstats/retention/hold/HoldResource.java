package org.tmcstats.retention.hold;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
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
import org.tmcstats.identity.CallRef;
import org.tmcstats.identity.Person;
import org.tmcstats.identity.PersonHashes;
import org.tmcstats.identity.PersonHashes.Hash;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.identity.Persons;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemException.Fault;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;
import org.tmcstats.rest.QueryText;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** Legal holds (Art. 17(3)(e), 18(2)): they stop purge, redaction and erasure of what they cover. */
@Path("/privacy/holds")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.PRIVACY_OFFICER)
@Tag(name = "Privacy")
@ApplicationScoped
public class HoldResource {
    private static final String EXAMPLE = "{\"id\": 3, \"kind\": \"person\", \"personKind\": \"phone\", \"call\": null,"
            + " \"from\": null, \"to\": null, \"ground\": \"claim 48/2026 before the court of Berlin\","
            + " \"placedBy\": \"officer\", \"placedAt\": \"2026-11-21T10:00:00Z\", \"releasedBy\": null,"
            + " \"releasedAt\": null, \"releaseReason\": null}";
    private static final int LONGEST_TEXT = 1000;
    private static final String KIND = "hold";

    private final Database database;
    private final Holds holds;
    private final Persons persons;
    private final Audit audit;
    private final CurrentCaller caller;

    @Inject
    HoldResource(Database database, Holds holds, Persons persons, Audit audit, CurrentCaller caller) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.holds = holds;
        this.persons = persons;
        this.audit = audit;
        this.caller = caller;
    }

    /** An identifier as it is sent. */
    public record Identity(@Nullable String kind, @Nullable String value) {}

    /**
     * A hold to be placed, on one of person, call and period.
     *
     * @param person identifier; kept as a keyed hash alone
     * @param call session id, or opaque reference of the report {@code calls}
     * @param from begin of a period
     * @param to its end, exclusive
     * @param ground the claim or order; one that names the person is refused
     */
    public record NewHold(
            @Nullable Identity person,
            @Nullable String call,
            @Nullable String from,
            @Nullable String to,
            @Nullable String ground) {}

    /** Why something is done. */
    public record Reason(@Nullable String reason) {}

    /** Holds, latest first; with {@code state=active} those in force. */
    @GET
    @PersonalData
    @Operation(summary = "Legal holds, latest first")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            examples =
                                    @ExampleObject(
                                            name = "holds",
                                            value = "{\"items\": [" + EXAMPLE + "], \"next\": null}")))
    public Page<Hold> list(
            @Parameter(description = "active: those in force only") @QueryParam("state") @Nullable String state,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        if (state != null && !state.equals("active")) {
            throw new ProblemException(ProblemType.BAD_PARAMETER, "state must be active");
        }
        Paging paging = new Paging(limit, cursor);
        List<String> position = paging.position(1);
        long before = position.isEmpty() ? Long.MAX_VALUE : number(position.get(0));
        Page<Hold> page = Page.of(
                database.inTransaction(h -> holds.page(h, before, paging.fetch(), state != null)),
                paging,
                hold -> List.of(String.valueOf(hold.id())));
        audit.record(
                Action.READ,
                KIND,
                page.items().stream().filter(h -> h.personKind() != null).count());
        return page;
    }

    /**
     * Places a hold.
     *
     * @throws ProblemException bad-request with the pointer of each fault; not-found for an unknown call
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @PersonalData
    @Operation(summary = "Places a hold on a person, a call or a period")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            examples = {
                                @ExampleObject(
                                        name = "person",
                                        value = "{\"person\": {\"kind\": \"phone\", \"value\": \"+4930123456\"},"
                                                + " \"ground\": \"claim 48/2026 before the court of Berlin\"}"),
                                @ExampleObject(
                                        name = "period",
                                        value = "{\"from\": \"2026-11-01T00:00:00Z\", \"to\": \"2026-11-03T00:00:00Z\","
                                                + " \"ground\": \"order of the regulator\"}")
                            }))
    @APIResponse(responseCode = "201", content = @Content(examples = @ExampleObject(name = "hold", value = EXAMPLE)))
    @APIResponse(responseCode = "404", description = "Nothing is known of the call")
    public Response place(NewHold wanted, @Context UriInfo uri) {
        List<Fault> faults = new ArrayList<>();
        int targets = (wanted.person() == null ? 0 : 1)
                + (wanted.call() == null ? 0 : 1)
                + (wanted.from() == null && wanted.to() == null ? 0 : 1);
        if (targets != 1) {
            faults.add(new Fault("", "must name one of person, call, and from with to"));
        }
        Person person = wanted.person() == null ? null : person(wanted.person(), faults);
        Instant from = instant("from", wanted.from(), faults);
        Instant to = instant("to", wanted.to(), faults);
        if ((from == null) != (to == null) || from != null && to != null && !from.isBefore(to)) {
            faults.add(new Fault("/to", "must be a time after from"));
        }
        String ground = text("/ground", wanted.ground(), faults);
        if (person != null) {
            namesNot(PersonHashes.hash(persons, person), "/ground", ground, faults);
        }
        refuse("The hold cannot be placed as asked", faults);
        Hold placed = database.inTransaction(h -> {
            CallRef call = wanted.call() == null
                    ? null
                    : CallRef.find(h, wanted.call())
                            .filter(found -> Holds.exists(h, found))
                            .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no such call"));
            Hold hold = holds.place(
                    h, person, call, from, to, ground, caller.client().id());
            audit.record(
                    Action.RESTRICT,
                    KIND,
                    person == null ? 0 : 1,
                    person == null
                            ? List.of()
                            : List.of(new Subject(person.kind().word(), person.value())));
            return hold;
        });
        return Response.created(uri.getAbsolutePathBuilder()
                        .path(String.valueOf(placed.id()))
                        .build())
                .entity(placed)
                .build();
    }

    /**
     * Releases a hold: the next purge takes what only it kept.
     *
     * @throws ProblemException not-found; conflict when it was released before; bad-request without a reason
     */
    @POST
    @Path("{id}/release")
    @Consumes(MediaType.APPLICATION_JSON)
    @PersonalData
    @Operation(summary = "Releases a hold")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            examples =
                                    @ExampleObject(name = "reason", value = "{\"reason\": \"the claim was settled\"}")))
    @APIResponse(responseCode = "200", content = @Content(examples = @ExampleObject(name = "hold", value = EXAMPLE)))
    @APIResponse(responseCode = "409", description = "It was released before")
    public Hold release(@Parameter(example = "3") @PathParam("id") long id, Reason reason) {
        List<Fault> faults = new ArrayList<>();
        String why = text("/reason", reason.reason(), faults);
        refuse("The hold cannot be released as asked", faults);
        return database.inTransaction(h -> {
            Hold hold = holds.find(h, id)
                    .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no hold of that id"));
            if (hold.releasedAt() != null) {
                throw new ProblemException(ProblemType.CONFLICT, "The hold was released before");
            }
            PersonKind.of(String.valueOf(hold.personKind())).ifPresent(kind -> {
                namesNot(new Hash(kind, Objects.requireNonNull(hold.personHash())), "/reason", why, faults);
                refuse("The hold cannot be released as asked", faults);
            });
            Hold released = holds.release(h, id, why, caller.client().id());
            audit.record(Action.RESTRICT, KIND, hold.personKind() == null ? 0 : 1);
            return released;
        });
    }

    private static void refuse(String detail, List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw ProblemException.ofFaults(detail, faults);
        }
    }

    /** Of the person stays a keyed hash alone: no text that stays beside it may tell who it is. */
    private void namesNot(Hash person, String pointer, String text, List<Fault> faults) {
        if (new PersonHashes(persons, List.of(person)).mayBeNamedIn(text)) {
            faults.add(new Fault(pointer, "stays for good and must not name the person"));
        }
    }

    private @Nullable Person person(Identity identity, List<Fault> faults) {
        Optional<PersonKind> kind = PersonKind.of(String.valueOf(identity.kind()));
        if (kind.isEmpty()) {
            faults.add(new Fault("/person/kind", "must be agent, customer, phone, sip-uri, ip, device or session"));
            return null;
        }
        Optional<Person> person =
                identity.value() == null ? Optional.empty() : persons.person(kind.get(), identity.value());
        if (person.isEmpty()) {
            faults.add(new Fault("/person/value", "is no identifier of its kind"));
        } else if (person.get().lacksCountry()) {
            faults.add(new Fault("/person/value", Person.COUNTRY_WANTED));
        }
        return person.orElse(null);
    }

    private static @Nullable Instant instant(String name, @Nullable String text, List<Fault> faults) {
        try {
            return QueryText.instant(name, text).orElse(null);
        } catch (ProblemException e) {
            faults.add(new Fault("/" + name, "must be an ISO-8601 time with its offset"));
            return null;
        }
    }

    private static String text(String pointer, @Nullable String text, List<Fault> faults) {
        if (text == null || text.isBlank() || text.length() > LONGEST_TEXT || text.indexOf('\0') >= 0) {
            faults.add(new Fault(pointer, "must be 1 to " + LONGEST_TEXT + " characters"));
            return "";
        }
        return text.strip();
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Paging.badCursor();
        }
    }
}
