package org.tmcstats.privacy.register;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A personal data breach (Art. 4(12)).
 *
 * @param role of the operator when it was recorded: controller or processor
 * @param nature what happened
 * @param awareAt when the operator became aware of it
 * @param from begin, as far as known
 * @param to end, as far as known
 * @param risk unlikely, risk or high
 * @param dataCategories kinds of data concerned
 * @param persons approximate number; as the last report knew it
 * @param records approximate number; null while not known
 * @param effects likely consequences, as the last report knew them
 * @param remedies measures, as the last report knew them
 * @param duty what the law asks for
 * @param dueAt until when the authority is to be told (Art. 33(1)); null when it need not be, and for a processor, who tells
 *     the controller without undue delay (Art. 33(2))
 * @param overdue the time passed without a report
 * @param reports what was told, first to last
 */
public record Breach(
        long id,
        String role,
        String nature,
        Instant awareAt,
        @Nullable Instant from,
        @Nullable Instant to,
        String risk,
        List<String> dataCategories,
        @Nullable Long persons,
        @Nullable Long records,
        String effects,
        String remedies,
        String recordedBy,
        Instant recordedAt,
        String duty,
        @Nullable Instant dueAt,
        boolean overdue,
        List<Report> reports) {
    /** Art. 33(1). */
    static final Duration NOTIFY_WITHIN = Duration.ofHours(72);

    /**
     * What was told.
     *
     * @param recipient authority, controller or persons
     * @param phase initial, further or final (Art. 33(4))
     * @param contents what was told, or where it is filed
     * @param lateReason why the authority was told later than 72 hours after awareness
     * @param effects null when nothing new was known
     * @param remedies null when nothing new was known
     * @param persons null when nothing new was known
     */
    public record Report(
            long id,
            String recipient,
            String phase,
            Instant sentAt,
            String contents,
            @Nullable String lateReason,
            @Nullable String effects,
            @Nullable String remedies,
            @Nullable Long persons,
            String recordedBy,
            Instant recordedAt) {}

    /** To whom it must be told first; null when it is documented only. */
    static @Nullable String recipient(String role, String risk) {
        if (role.equals("processor")) {
            return "controller";
        }
        return risk.equals("unlikely") ? null : "authority";
    }

    static String duty(String role, String risk) {
        if (role.equals("processor")) {
            return "notify the controller without undue delay (Art. 33(2))";
        }
        return switch (risk) {
            case "unlikely" -> "document it (Art. 33(5))";
            case "risk" -> "notify the supervisory authority within 72 hours of awareness (Art. 33(1))";
            default ->
                "notify the supervisory authority within 72 hours of awareness (Art. 33(1)) and the persons without undue"
                        + " delay (Art. 34)";
        };
    }
}
