package org.tmcstats.audit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tmcstats.keys.Keys;

/** One way along the chain, entry by entry; gathers what is wrong. */
final class Walk {
    private static final int MOST_FAULTS = 1000;

    private final Keys keys;
    private final List<Findings.Fault> faults = new ArrayList<>();

    private Map<Long, List<Anchor>> anchors = Map.of();
    private @Nullable Head known;
    private long last;
    /** Null behind an entry that is not what it was: the next one cannot be held against it. */
    private byte @Nullable [] hash;

    private @Nullable Instant at;
    private long entries;
    private long first;

    Walk(Keys keys) {
        this.keys = keys;
    }

    void begin(Head head, TreeMap<Long, List<Anchor>> statements, @Nullable Head mustHave) {
        last = head.seq();
        hash = head.hash();
        anchors = statements;
        known = mustHave;
    }

    /** @param segment in which the entry stands */
    void step(LocalDate segment, Link link) {
        entries++;
        boolean intact = link.isIntact(keys);
        if (link.seq() <= last || (link.seq() > last + 1 && !intact)) {
            fault("inserted", link.seq(), link.seq(), at, link.at());
            return;
        }
        if (link.seq() > last + 1) {
            fault("removed", last + 1, link.seq() - 1, at, link.at());
            hash = null;
        }
        if (!intact) {
            fault("altered", link.seq(), link.seq(), at, link.at());
        } else if ((hash != null && !Arrays.equals(hash, link.before())) || contradicts(link)) {
            fault("replaced", link.seq(), link.seq(), at, link.at());
        } else if (!segment.equals(LocalDate.ofInstant(link.at(), ZoneOffset.UTC))) {
            fault("misplaced", link.seq(), link.seq(), at, link.at());
        }
        hash = intact ? link.hash() : null;
        first = first == 0 ? link.seq() : first;
        last = link.seq();
        at = link.at();
    }

    private boolean contradicts(Link link) {
        return anchors.getOrDefault(link.seq(), List.of()).stream().anyMatch(anchor -> !anchor.fits(link.hash()))
                || (known != null && known.seq() == link.seq() && !Arrays.equals(known.hash(), link.hash()));
    }

    /** The last entry so far, or where the walk began; its hash counts only when there are no faults. */
    Head head() {
        return new Head(last, hash == null ? new byte[0] : hash);
    }

    /** Entries in a partition that this system did not make; places 0 when it is empty. */
    void foreign(long from, long to) {
        fault("foreign", from, to, null, null);
    }

    Findings end() {
        long anchored = anchors.keySet().stream().mapToLong(seq -> seq).max().orElse(0);
        long least = Math.max(anchored, known == null ? 0 : known.seq());
        if (last < least) {
            fault("removed", last + 1, least, at, null);
        }
        faults.sort(Comparator.comparingLong(Findings.Fault::fromSeq));
        return new Findings(
                faults.isEmpty(),
                entries,
                first,
                last,
                anchors.values().stream().mapToLong(List::size).sum(),
                anchored,
                List.copyOf(faults));
    }

    /** A fault of a statement about an entry. */
    void fault(String fault, long seq, @Nullable Instant when) {
        fault(fault, seq, seq, when, when);
    }

    private void fault(String fault, long from, long to, @Nullable Instant after, @Nullable Instant until) {
        Findings.Fault before = faults.isEmpty() ? null : faults.get(faults.size() - 1);
        if (before != null && before.fault().equals(fault) && before.toSeq() + 1 == from) {
            faults.set(faults.size() - 1, new Findings.Fault(fault, before.fromSeq(), to, before.after(), until));
        } else if (faults.size() < MOST_FAULTS) {
            faults.add(new Findings.Fault(fault, from, to, after, until));
        }
    }
}
