package org.tmcstats.batch;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tmcstats.problem.ProblemException;

/**
 * When a job starts by itself.
 *
 * @param cron five fields as in Unix cron: minute, hour, day of month, month, day of week
 * @param zone IANA name of the zone of the fields
 * @param misfire {@code run-once} or {@code skip}: what becomes of times that passed while no server was up
 */
public record Schedule(String cron, String zone, boolean enabled, String misfire) {
    /** One run for all times that were missed. */
    static final String RUN_ONCE = "run-once";
    /** None. */
    static final String SKIP = "skip";

    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /**
     * Checked fields of a body; {@code enabled} is true and {@code misfire} is run-once where not said.
     *
     * @throws ProblemException with the pointer of each fault
     */
    static Schedule of(
            @Nullable String cron, @Nullable String zone, @Nullable Boolean enabled, @Nullable String misfire) {
        List<ProblemException.Fault> faults = new ArrayList<>();
        String when = cron == null ? "" : cron.strip();
        String where = zone == null ? "UTC" : zone;
        if (!isZone(where)) {
            faults.add(new ProblemException.Fault("/zone", "must be an IANA time zone such as Europe/Berlin"));
        }
        if (!isCron(when)) {
            faults.add(
                    new ProblemException.Fault(
                            "/cron",
                            "must have five fields as in Unix cron (minute, hour, day of month, month, day of week) that some day has"));
        }
        String late = misfire == null ? RUN_ONCE : misfire;
        if (!late.equals(RUN_ONCE) && !late.equals(SKIP)) {
            faults.add(new ProblemException.Fault("/misfire", "must be run-once or skip"));
        }
        if (!faults.isEmpty()) {
            throw ProblemException.ofFaults("The schedule cannot be used", faults);
        }
        return new Schedule(when, where, enabled == null || enabled, late);
    }

    /** The first time after the given one; a time that the change of the clocks leaves out is made up for behind the gap. */
    Instant after(Instant time) {
        return next(cron, ZoneId.of(zone), time).orElseThrow();
    }

    private static boolean isCron(String cron) {
        try {
            return next(cron, ZoneId.of("UTC"), Instant.EPOCH).isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isZone(String zone) {
        try {
            return !ZoneId.of(zone).getId().isEmpty();
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Optional<Instant> next(String cron, ZoneId zone, Instant time) {
        ExecutionTime times = ExecutionTime.forCron(PARSER.parse(cron));
        ZonedDateTime after = time.atZone(zone);
        Optional<Instant> next = times.nextExecution(after).map(ZonedDateTime::toInstant);
        // The library leaves out days on which the time falls into the gap; cron runs the job behind it.
        Optional<Instant> behindGap = times.nextExecution(after.withZoneSameLocal(ZoneOffset.UTC))
                .map(ZonedDateTime::toLocalDateTime)
                .filter(local -> zone.getRules().getValidOffsets(local).isEmpty())
                .map(local -> ZonedDateTime.ofLocal(local, zone, null).toInstant())
                .filter(time::isBefore);
        return Stream.concat(next.stream(), behindGap.stream()).min(Comparator.naturalOrder());
    }
}
