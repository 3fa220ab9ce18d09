package org.tmcstats.raw;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.identity.Suppression.Reason;
import org.tmcstats.identity.Suppression.Snapshot;

/**
 * Which records of a batch are stored without identity, and why. A call in which a suppressed person takes part is unnamed
 * from then on as a whole: its other messages carry nothing but the session.
 */
final class Verdicts {
    /** Nobody is suppressed. */
    static final Verdicts NONE = new Verdicts();

    private static final PersonKind[] ANY_PARTY = {
        PersonKind.AGENT, PersonKind.CUSTOMER, PersonKind.PHONE, PersonKind.SIP_URI
    };
    private static final PersonKind[] CUSTOMERS = {PersonKind.CUSTOMER, PersonKind.PHONE, PersonKind.SIP_URI};

    private final Map<Object, Reason> reasons = new IdentityHashMap<>();
    private final Map<String, Set<Reason>> calls = new HashMap<>();

    private Verdicts() {}

    static Verdicts of(RawWriter.Prepared prepared, Snapshot list) {
        Verdicts verdicts = new Verdicts();
        for (int i = 0; i < prepared.size(); i++) {
            Instant received = prepared.spooled(i).message().receivedAt();
            if (list.isRelevant(received)) {
                verdicts.look(prepared.spooled(i).message(), prepared.decoded(i), list);
            }
        }
        for (int i = 0; i < prepared.size() && !verdicts.calls.isEmpty(); i++) {
            Instant received = prepared.spooled(i).message().receivedAt();
            for (RawRecord record : prepared.decoded(i).records()) {
                String session = record instanceof CallReport report ? report.sessionId() : null;
                Set<Reason> ofCall = session == null ? Set.of() : verdicts.calls.getOrDefault(session, Set.of());
                verdicts.put(
                        record, ofCall.stream().filter(r -> r.covers(received)).toList());
            }
        }
        return verdicts;
    }

    /** Why a record, or what was rejected, is stored without identity; null when it is stored as it is. */
    @Nullable
    Reason of(Object record) {
        return reasons.get(record);
    }

    boolean isEmpty() {
        return reasons.isEmpty();
    }

    /** Calls found in this batch, that the list does not have, with their reasons. */
    Map<String, Set<Reason>> foundCalls() {
        return calls;
    }

    private void put(Object record, Collection<Reason> found) {
        Reason before = reasons.get(record);
        Reason.strongest(
                        before == null
                                ? found
                                : Stream.concat(Stream.of(before), found.stream())
                                        .toList())
                .ifPresent(reason -> reasons.put(record, reason));
    }

    private void look(RawMessage message, Decoded decoded, Snapshot list) {
        Instant received = message.receivedAt();
        for (RawRecord record : decoded.records()) {
            put(
                    record,
                    record instanceof CallReport report
                            ? reasons(report, list, received)
                            : reasons((StbRecord) record, list, received));
        }
        for (Decoded.Rejected rejected : decoded.rejected()) {
            Set<Reason> found = new HashSet<>(list.of(message.origin(), received, PersonKind.DEVICE));
            found.addAll(list.in(message.origin(), received));
            found.addAll(list.in(rejected.body(), received));
            put(rejected, found);
        }
    }

    private Set<Reason> reasons(CallReport report, Snapshot list, Instant received) {
        Set<Reason> all = new HashSet<>(list.of(report.sessionId(), received, PersonKind.SESSION));
        all.addAll(list.of(report.conversationId(), received, PersonKind.SESSION));
        Set<Reason> byPerson = new HashSet<>(list.of(report.localAddress(), received, PersonKind.IP));
        byPerson.addAll(list.of(report.remoteAddress(), received, PersonKind.IP));
        byPerson.addAll(list.in(report.unknown(), received));
        for (CallEvent event : report.events()) {
            CallEvent.Participant who = event.participant();
            if (who != null) {
                byPerson.addAll(list.of(who.externalId(), received, kinds(who)));
            }
            byPerson.addAll(list.in(event.body(), received));
        }
        byPerson.removeAll(all);
        String session = report.sessionId();
        if (session != null && !byPerson.isEmpty()) {
            calls.computeIfAbsent(session, s -> new HashSet<>()).addAll(byPerson);
        }
        all.addAll(byPerson);
        return all;
    }

    private static PersonKind[] kinds(CallEvent.Participant who) {
        return switch (who.role()) {
            case "agent" -> new PersonKind[] {PersonKind.AGENT};
            case "customer" -> CUSTOMERS;
            default -> ANY_PARTY;
        };
    }

    private static Set<Reason> reasons(StbRecord record, Snapshot list, Instant received) {
        String rest = record instanceof StbMedia m
                ? m.unknown()
                : record instanceof StbNetwork n ? n.unknown() : ((StbUnknown) record).body();
        Set<Reason> all = new HashSet<>(list.of(record.device(), received, PersonKind.DEVICE));
        all.addAll(list.in(record.device(), received));
        all.addAll(list.in(rest, received));
        if (record instanceof StbNetwork n) {
            all.addAll(list.of(n.ip(), received, PersonKind.IP));
            all.addAll(list.of(n.gateway(), received, PersonKind.IP));
        }
        return all;
    }
}
