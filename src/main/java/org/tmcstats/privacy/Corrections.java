package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.tmcstats.identity.PersonalColumn.Form;
import org.tmcstats.store.StoreException;
import tools.jackson.databind.node.ObjectNode;

/** Rectification (GDPR Art. 16): values that are exactly the wrong one; texts as sent stay as they were sent. */
@ApplicationScoped
class Corrections {
    private static final String UNIQUE = "23505";

    private final Subjects subjects;
    private final AsideStore aside;

    @Inject
    Corrections(Subjects subjects, AsideStore aside) {
        this.subjects = subjects;
        this.aside = aside;
    }

    /**
     * What became of a table's rows.
     *
     * @param changed rows
     * @param collided rows left as they are, because the table has one with the right value already
     */
    record Done(long changed, long collided) {
        Done plus(Done other) {
            return new Done(changed + other.changed, collided + other.collided);
        }
    }

    private record Place(String partition, Set<String> columns) {}

    /** Corrects a table, with its rows that lie aside, in the handle's transaction. */
    Done correct(Handle h, UUID id, Clear clear, PersonalTable table) {
        Done done = new Done(0, 0);
        for (Clear.Correction correction : clear.corrections()) {
            Who wrong = subjects.of(id, new Clear.Named(correction.kind(), correction.from()));
            SubjectRows rows = new SubjectRows(h, wrong);
            Map<Place, List<String>> found = new LinkedHashMap<>();
            rows.naming(table, row -> {
                Set<String> columns = exact(wrong, row);
                if (!columns.isEmpty()) {
                    found.computeIfAbsent(new Place(row.partition(), columns), p -> new ArrayList<>())
                            .add(row.place());
                }
            });
            for (Map.Entry<Place, List<String>> each : found.entrySet()) {
                done = done.plus(replace(h, each.getKey(), each.getValue(), correction.to()));
            }
            done = done.plus(new Done(aside(h, rows, wrong, table, correction.to()), 0));
        }
        return done;
    }

    /** Columns whose value is the person, and does not merely name it. */
    private static Set<String> exact(Who wrong, SubjectRows.Row row) {
        Set<String> columns = new TreeSet<>();
        row.named().keySet().forEach(column -> {
            Object value = row.values().get(column.column());
            if (value != null
                    && wrong.in(column, value, way -> way.form() == Form.VALUE && row.meets(way))
                            .isPresent()) {
                columns.add(column.column());
            }
        });
        return columns;
    }

    /** All at once; where any is in the way, by halves until it is alone. */
    private static Done replace(Handle h, Place place, List<String> rows, String right) {
        Optional<Long> changed = attempt(h, place, rows, right);
        if (changed.isPresent()) {
            return new Done(changed.get(), 0);
        }
        if (rows.size() == 1) {
            return new Done(0, 1);
        }
        int half = rows.size() / 2;
        return replace(h, place, rows.subList(0, half), right)
                .plus(replace(h, place, rows.subList(half, rows.size()), right));
    }

    private static Optional<Long> attempt(Handle h, Place place, List<String> rows, String right) {
        h.execute("SAVEPOINT correction");
        try {
            long changed = AsideStore.update(
                    h, place.partition(), rows, place.columns().stream().collect(Collectors.toMap(c -> c, c -> right)));
            h.execute("RELEASE SAVEPOINT correction");
            return Optional.of(changed);
        } catch (UnableToExecuteStatementException e) {
            if (!StoreException.sqlStateOf(e).equals(Optional.of(UNIQUE))) {
                throw e;
            }
            h.execute("ROLLBACK TO SAVEPOINT correction");
            return Optional.empty();
        }
    }

    private long aside(Handle h, SubjectRows rows, Who wrong, PersonalTable table, String right) {
        List<AsideStore.Kept> changed = new ArrayList<>();
        rows.aside(aside, List.of(table), (kept, row) -> {
            Set<String> columns = exact(wrong, row);
            if (!columns.isEmpty() && RequestRows.JSON.readTree(kept.json()) instanceof ObjectNode json) {
                columns.forEach(column -> json.put(column, right));
                changed.add(kept.with(json.toString()));
            }
        });
        if (!changed.isEmpty()) {
            aside.replace(h, changed);
        }
        return changed.size();
    }
}
