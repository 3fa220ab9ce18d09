package org.tmcstats.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tmcstats.simulator.StbTraffic;

/** Bodies of set-top-box reports, no two alike: playback and network in turn, of 500 boxes. */
final class StbBodies {
    private static final int BOXES = 500;
    private static final String CUT = "{\"type\": \"network\"";

    private final List<StbTraffic> boxes = new ArrayList<>();
    private final List<String> pending = new ArrayList<>();
    private Instant at;
    private int next;

    /** @param seed bodies of another seed are others */
    StbBodies(int seed) {
        for (int i = 0; i < BOXES; i++) {
            boxes.add(new StbTraffic(seed, i + seed * BOXES));
        }
        at = Instant.now().minusSeconds(86_400);
    }

    List<byte[]> bodies(int count, int reports) {
        List<byte[]> bodies = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StringBuilder body = new StringBuilder("[");
            for (int report = 0; report < reports; report++) {
                body.append(report == 0 ? "" : ",\n").append(report());
            }
            bodies.add(body.append(']').toString().getBytes(StandardCharsets.UTF_8));
        }
        return bodies;
    }

    private String report() {
        if (pending.isEmpty()) {
            StbTraffic box = boxes.get(next++ % BOXES);
            at = at.plusSeconds(1);
            String both = box.report(at, 1800).strip();
            int cut = both.indexOf(CUT);
            pending.add(both.substring(cut, both.length() - 1).strip());
            pending.add(both.substring(1, cut).strip().replaceAll(",$", ""));
        }
        return pending.remove(pending.size() - 1);
    }
}
