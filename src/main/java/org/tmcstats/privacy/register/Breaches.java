package org.tmcstats.privacy.register;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.jspecify.annotations.Nullable;

/** Tables {@code privacy.breach} and {@code privacy.breach_report}. */
@ApplicationScoped
class Breaches {
    List<Breach> before(Handle h, long id, int most) {
        return h
                .createQuery("SELECT * FROM privacy.breach WHERE id < :id ORDER BY id DESC LIMIT :most")
                .bind("id", id)
                .bind("most", most)
                .map(row -> breach(row, List.of()))
                .list()
                .stream()
                .map(b -> find(h, b.id()).orElseThrow())
                .toList();
    }

    Optional<Breach> find(Handle h, long id) {
        List<Breach.Report> reports = h.createQuery(
                        "SELECT * FROM privacy.breach_report WHERE breach_id = :id ORDER BY sent_at, id")
                .bind("id", id)
                .map(Breaches::report)
                .list();
        return h.createQuery("SELECT * FROM privacy.breach WHERE id = :id")
                .bind("id", id)
                .map(row -> breach(row, reports))
                .findOne();
    }

    Breach add(Handle h, Breach wanted) {
        long id = h.createQuery(
                        "INSERT INTO privacy.breach (role, nature, aware_at, from_at, to_at, risk, data_categories,"
                                + " persons, records, effects, remedies, recorded_by) VALUES (:role, :nature, :aware, :from, :to,"
                                + " :risk, :categories, :persons, :records, :effects, :remedies, :by) RETURNING id")
                .bind("role", wanted.role())
                .bind("nature", wanted.nature())
                .bind("aware", wanted.awareAt())
                .bind("from", wanted.from())
                .bind("to", wanted.to())
                .bind("risk", wanted.risk())
                .bindArray("categories", String.class, wanted.dataCategories())
                .bind("persons", wanted.persons())
                .bind("records", wanted.records())
                .bind("effects", wanted.effects())
                .bind("remedies", wanted.remedies())
                .bind("by", wanted.recordedBy())
                .mapTo(Long.class)
                .one();
        return find(h, id).orElseThrow();
    }

    Breach add(Handle h, long breach, Breach.Report report) {
        h.createUpdate(
                        "INSERT INTO privacy.breach_report (breach_id, recipient, phase, sent_at, contents, late_reason, effects,"
                                + " remedies, persons, recorded_by) VALUES (:breach, :recipient, :phase, :sent, :contents, :late,"
                                + " :effects, :remedies, :persons, :by)")
                .bind("breach", breach)
                .bind("recipient", report.recipient())
                .bind("phase", report.phase())
                .bind("sent", report.sentAt())
                .bind("contents", report.contents())
                .bind("late", report.lateReason())
                .bind("effects", report.effects())
                .bind("remedies", report.remedies())
                .bind("persons", report.persons())
                .bind("by", report.recordedBy())
                .execute();
        return find(h, breach).orElseThrow();
    }

    private static Breach breach(RowView row, List<Breach.Report> reports) {
        String role = row.getColumn("role", String.class);
        String risk = row.getColumn("risk", String.class);
        Instant aware = row.getColumn("aware_at", Instant.class);
        Instant due = "authority".equals(Breach.recipient(role, risk)) ? aware.plus(Breach.NOTIFY_WITHIN) : null;
        boolean told = reports.stream().anyMatch(r -> r.recipient().equals("authority"));
        return new Breach(
                row.getColumn("id", Long.class),
                role,
                row.getColumn("nature", String.class),
                aware,
                row.getColumn("from_at", Instant.class),
                row.getColumn("to_at", Instant.class),
                risk,
                Arrays.asList(row.getColumn("data_categories", String[].class)),
                latest(reports.stream().map(Breach.Report::persons).toList(), row.getColumn("persons", Long.class)),
                row.getColumn("records", Long.class),
                String.valueOf(latest(
                        reports.stream().map(Breach.Report::effects).toList(), row.getColumn("effects", String.class))),
                String.valueOf(latest(
                        reports.stream().map(Breach.Report::remedies).toList(),
                        row.getColumn("remedies", String.class))),
                row.getColumn("recorded_by", String.class),
                row.getColumn("recorded_at", Instant.class),
                Breach.duty(role, risk),
                due,
                due != null && !told && Instant.now().isAfter(due),
                reports);
    }

    private static <T> @Nullable T latest(List<@Nullable T> values, @Nullable T first) {
        T latest = first;
        for (T value : values) {
            if (value != null) {
                latest = value;
            }
        }
        return latest;
    }

    private static Breach.Report report(RowView row) {
        return new Breach.Report(
                row.getColumn("id", Long.class),
                row.getColumn("recipient", String.class),
                row.getColumn("phase", String.class),
                row.getColumn("sent_at", Instant.class),
                row.getColumn("contents", String.class),
                row.getColumn("late_reason", String.class),
                row.getColumn("effects", String.class),
                row.getColumn("remedies", String.class),
                row.getColumn("persons", Long.class),
                row.getColumn("recorded_by", String.class),
                row.getColumn("recorded_at", Instant.class));
    }
}
