package org.tmcstats.problem;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A failure that the caller is told about. The detail never repeats personal data. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    /** A body of 16 MiB can have a million of them. */
    private static final int MOST_FAULTS = 100;

    /** One fault of a body. */
    public record Fault(String pointer, String detail) {}

    private final ProblemType type;
    private final transient List<Fault> faults;
    private final transient Map<String, Object> members;
    private final transient @Nullable Duration retryAfter;

    private ProblemException(
            ProblemType type,
            String detail,
            List<Fault> faults,
            Map<String, Object> members,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(detail, cause);
        this.type = type;
        this.faults = List.copyOf(faults);
        this.members = Map.copyOf(members);
        this.retryAfter = retryAfter;
    }

    public ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of(), Map.of(), null, null);
    }

    public ProblemException(ProblemType type, String detail, Throwable cause) {
        this(type, detail, List.of(), Map.of(), null, cause);
    }

    /** A body with faults, each by its JSON pointer (RFC 6901); the first hundred are told. */
    public static ProblemException ofFaults(String detail, List<Fault> faults) {
        return new ProblemException(
                ProblemType.BAD_REQUEST,
                detail,
                faults.subList(0, Math.min(MOST_FAULTS, faults.size())),
                Map.of(),
                null,
                null);
    }

    /** With members of its own, such as the id of the execution in the way. */
    public static ProblemException with(ProblemType type, String detail, Map<String, Object> members) {
        return new ProblemException(type, detail, List.of(), members, null, null);
    }

    /** Worth trying again after the given time. */
    public static ProblemException retry(ProblemType type, String detail, Duration after) {
        return new ProblemException(type, detail, List.of(), Map.of(), after, null);
    }

    public ProblemType type() {
        return type;
    }

    public List<Fault> faults() {
        return faults;
    }

    public Map<String, Object> members() {
        return members;
    }

    /** For the Retry-After header. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
