package org.tmcstats.retention.hold;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A legal hold.
 *
 * @param id surrogate key
 * @param kind person, call or period
 * @param personKind kind of the person's identifier; null for other holds
 * @param personHash HMAC-SHA256 of the identifier, not told; null for other holds
 * @param callKey surrogate key of the call, not told; null for other holds
 * @param callDay a UTC day on which the call has records
 * @param call opaque reference of the call
 * @param from begin of the period
 * @param to its end, exclusive
 * @param ground why
 * @param placedBy client that placed it
 * @param placedAt when
 * @param releasedBy client that released it; null while it holds
 * @param releasedAt when
 * @param releaseReason why
 */
public record Hold(
        long id,
        String kind,
        @Nullable String personKind,
        @JsonIgnore byte @Nullable [] personHash,
        @JsonIgnore @Nullable Long callKey,
        @JsonIgnore @Nullable LocalDate callDay,
        @Nullable String call,
        @Nullable Instant from,
        @Nullable Instant to,
        String ground,
        String placedBy,
        Instant placedAt,
        @Nullable String releasedBy,
        @Nullable Instant releasedAt,
        @Nullable String releaseReason) {

    /** Whether it is a period that touches these UTC days, the second exclusive. */
    public boolean isPeriodWithin(LocalDate first, LocalDate next) {
        return from != null
                && to != null
                && from.isBefore(next.atStartOfDay().toInstant(ZoneOffset.UTC))
                && to.isAfter(first.atStartOfDay().toInstant(ZoneOffset.UTC));
    }
}
