package org.tmcstats.raw;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    private final Map<String, Reason> calls = new HashMap<>();

    private Verdicts() {}

    /** Calls that were found to be suppressed persons', on this node. */
    static Cache<String, Reason> calls() {
        return Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterAccess(Duration.ofHours(24))
                .build();
    }

    static Verdicts of(RawWriter.Prepared prepared, Snapshot list, Cache<String, Reason> known) {
        Verdicts verdicts = new Verdicts();
        for (int i = 0; i < prepared.size(); i++) {
            Instant received = prepared.spooled(i).message().receivedAt();
            if (list.isRelevant(received)) {
                verdicts.look(prepared.spooled(i).message(), prepared.decoded(i), list);
            }
        }
        for (int i = 0; i < prepared.size(); i++) {
            for (RawRecord record : prepared.decoded(i).records()) {
                String session = record instanceof CallReport report ? report.sessionId() : null;
                Reason reason =
                        session == null ? null : verdicts.calls.getOrDefault(session, known.getIfPresent(session));
                Instant received = prepared.spooled(i).message().receivedAt();
                if (reason != null && reason.covers(received)) {
                    verdicts.reasons.putIfAbsent(record, reason);
                }
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

    /** Calls found in this batch. */
    Map<String, Reason> foundCalls() {
        return calls;
    }

    private void look(RawMessage message, Decoded decoded, Snapshot list) {
        Instant received = message.receivedAt();
        for (RawRecord record : decoded.records()) {
            Reason reason = record instanceof CallReport report
                    ? reason(report, list, received)
                    : reason((StbRecord) record, list, received);
            if (reason != null) {
                reasons.put(record, reason);
            }
        }
        for (Decoded.Rejected rejected : decoded.rejected()) {
            Stream.of(
                            list.of(message.origin(), received, PersonKind.DEVICE),
                            list.in(message.origin(), received),
                            list.in(rejected.body(), received))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .ifPresent(reason -> reasons.put(rejected, reason));
        }
    }

    private @Nullable Reason reason(CallReport report, Snapshot list, Instant received) {
        Reason bySession = list.of(report.sessionId(), received, PersonKind.SESSION)
                .or(() -> list.of(report.conversationId(), received, PersonKind.SESSION))
                .orElse(null);
        if (bySession != null) {
            return bySession;
        }
        Reason byPerson = Stream.of(
                        report.events().stream().flatMap(e -> reasons(e, list, received)),
                        Stream.of(report.localAddress(), report.remoteAddress())
                                .map(a -> list.of(a, received, PersonKind.IP).orElse(null)),
                        Stream.ofNullable(report.unknown())
                                .map(u -> list.in(u, received).orElse(null)))
                .flatMap(s -> s)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        String session = report.sessionId();
        if (byPerson != null && session != null) {
            calls.put(session, byPerson);
        }
        return byPerson;
    }

    private static Stream<@Nullable Reason> reasons(CallEvent event, Snapshot list, Instant received) {
        CallEvent.Participant who = event.participant();
        if (who != null) {
            PersonKind[] kinds = switch (who.role()) {
                case "agent" -> new PersonKind[] {PersonKind.AGENT};
                case "customer" -> CUSTOMERS;
                default -> ANY_PARTY;
            };
            Reason named = list.of(who.externalId(), received, kinds).orElse(null);
            if (named != null) {
                return Stream.of(named);
            }
        }
        return Stream.ofNullable(list.in(event.body(), received).orElse(null));
    }

    private static @Nullable Reason reason(StbRecord record, Snapshot list, Instant received) {
        String rest = record instanceof StbMedia m
                ? m.unknown()
                : record instanceof StbNetwork n ? n.unknown() : ((StbUnknown) record).body();
        Stream<Optional<Reason>> addresses = record instanceof StbNetwork n
                ? Stream.of(list.of(n.ip(), received, PersonKind.IP), list.of(n.gateway(), received, PersonKind.IP))
                : Stream.empty();
        return Stream.concat(
                        Stream.of(
                                list.of(record.device(), received, PersonKind.DEVICE),
                                list.in(record.device(), received),
                                list.in(rest, received)),
                        addresses)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }
}
