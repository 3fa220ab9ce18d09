package org.tmcstats.privacy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemException.Fault;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a body of approve, refuse, extend, cancel or lift says; it may be empty.
 *
 * @param reason that the person is told
 * @param ground of a refusal in law, such as Art. 12(5)(b)
 * @param identityCheck how the identity was checked
 * @param review of an automated decision (Art. 22(3))
 */
record Decision(
        @Nullable String reason,
        @Nullable String ground,
        @Nullable String identityCheck,
        @Nullable Review review) {
    private static final int LONGEST = 2000;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * A human's review.
     *
     * @param reviewer name of the human who reviewed it
     * @param outcome upheld or changed
     */
    record Review(
            @Nullable String reviewer,
            @Nullable String outcome,
            @Nullable String explanation) {}

    static Decision read(byte[] body) {
        Decision decision =
                body.length == 0 ? new Decision(null, null, null, null) : JSON.readValue(body, Decision.class);
        for (String text : new String[] {
            decision.reason == null ? "" : decision.reason,
            decision.ground == null ? "" : decision.ground,
            decision.identityCheck == null ? "" : decision.identityCheck
        }) {
            if (text.length() > LONGEST) {
                throw ProblemException.ofFaults(
                        "The body cannot be used", List.of(new Fault("", "texts have at most 2000 characters")));
            }
        }
        return decision;
    }

    /** @throws ProblemException when there is none: the person must be told one */
    String requireReason() {
        if (reason == null || reason.isBlank()) {
            throw ProblemException.ofFaults(
                    "The law wants a reason", List.of(new Fault("/reason", "must say what the person is told")));
        }
        return reason;
    }

    @Nullable
    Map<String, Object> reviewed() {
        if (review == null) {
            return null;
        }
        String outcome = review.outcome;
        if (review.reviewer == null
                || review.reviewer.isBlank()
                || outcome == null
                || !outcome.matches("upheld|changed")
                || review.explanation == null
                || review.explanation.isBlank()) {
            throw ProblemException.ofFaults(
                    "The review cannot be recorded as asked",
                    List.of(new Fault("/review", "must hold reviewer, outcome (upheld or changed) and explanation")));
        }
        return Map.of("reviewer", review.reviewer, "outcome", outcome, "explanation", review.explanation);
    }
}
