package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.tmcstats.identity.PersonHashes.Hash;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.retention.hold.Hold;
import org.tmcstats.retention.hold.Holds;

/** What an erasure has to leave because a legal hold covers it (GDPR Art. 17(3)(e)). */
@ApplicationScoped
class HeldRows {
    private final Holds holds;
    private final Vault vault;
    private final AsideStore aside;

    @Inject
    HeldRows(Holds holds, Vault vault, AsideStore aside) {
        this.holds = holds;
        this.vault = vault;
        this.aside = aside;
    }

    /** What holds cover, for one look at the rows. */
    static final class Cover {
        private final List<Hold> holds;
        private final Who persons;
        private final Set<Long> calls;
        private final Set<Long> boxes;

        private Cover(List<Hold> holds, Who persons, Set<Long> calls, Set<Long> boxes) {
            this.holds = holds;
            this.persons = persons;
            this.calls = calls;
            this.boxes = boxes;
        }

        boolean covers(PersonalTable table, SubjectRows.Row row) {
            if (holds.isEmpty()) {
                return false;
            }
            Long call = row.key("call_key");
            Long box = row.key("device_key");
            Object day = row.keys().get("day");
            return call != null && calls.contains(call)
                    || box != null && boxes.contains(box)
                    || day != null && isInPeriod(LocalDate.parse(day.toString()))
                    || !persons.hashes().isEmpty() && isOfHeldPerson(table, row);
        }

        private boolean isInPeriod(LocalDate day) {
            return holds.stream().anyMatch(h -> h.isPeriodWithin(day, day.plusDays(1)));
        }

        private boolean isOfHeldPerson(PersonalTable table, SubjectRows.Row row) {
            return table.columns().stream().anyMatch(column -> {
                Object value = row.values().get(column.column());
                return value != null && !persons.in(column, value, row::meets).isEmpty();
            });
        }
    }

    /** Looks up calls and boxes of persons under a hold, before an erasure begins. */
    void find(Handle h, UUID erasure, List<PersonalTable> tables) {
        holds.keepAsTheyAre(h);
        Who persons = persons(erasure, holds.inForce(h));
        forget(h, erasure);
        if (!persons.hashes().isEmpty()) {
            new SubjectRows(h, persons).findKeys(tables, aside);
        }
    }

    void forget(Handle h, UUID erasure) {
        h.execute("DELETE FROM privacy.subject_key WHERE request_id = ?", mirrored(erasure));
    }

    /** Holds stay as they are until the transaction ends. */
    Cover cover(Handle h, UUID erasure) {
        holds.keepAsTheyAre(h);
        List<Hold> inForce = holds.inForce(h);
        Set<Long> calls = keys(h, erasure, "call_key");
        inForce.forEach(hold -> {
            Long call = hold.callKey();
            if (call != null) {
                calls.add(call);
            }
        });
        return new Cover(inForce, persons(erasure, inForce), calls, keys(h, erasure, "device_key"));
    }

    private Who persons(UUID erasure, List<Hold> inForce) {
        List<Hash> hashes = inForce.stream()
                .filter(hold -> hold.personKind() != null && hold.personHash() != null)
                .map(HeldRows::hash)
                .toList();
        return new Who(mirrored(erasure), List.of(), hashes, null, vault);
    }

    private static Hash hash(Hold hold) {
        byte[] hash = hold.personHash();
        return new Hash(
                PersonKind.of(String.valueOf(hold.personKind())).orElseThrow(), hash == null ? new byte[0] : hash);
    }

    private static Set<Long> keys(Handle h, UUID erasure, String name) {
        return new TreeSet<>(
                h.createQuery("SELECT DISTINCT key FROM privacy.subject_key WHERE request_id = :id AND name = :name")
                        .bind("id", mirrored(erasure))
                        .bind("name", name)
                        .mapTo(Long.class)
                        .list());
    }

    private static UUID mirrored(UUID erasure) {
        return new UUID(erasure.getMostSignificantBits() ^ Long.MIN_VALUE, erasure.getLeastSignificantBits());
    }
}
