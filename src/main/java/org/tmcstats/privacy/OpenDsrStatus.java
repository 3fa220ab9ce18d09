package org.tmcstats.privacy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request's status as OpenDSR tells it, in replies and callbacks. */
final class OpenDsrStatus {
    static final String VERSION = "1.0";

    private OpenDsrStatus() {}

    /** A refusal ends a request without its being fulfilled, which OpenDSR calls cancelled; a failure is gone on with. */
    static String word(RequestStatus status) {
        return switch (status) {
            case PENDING -> "pending";
            case IN_PROGRESS, FAILED -> "in_progress";
            case COMPLETED -> "completed";
            case REFUSED, CANCELLED -> "cancelled";
        };
    }

    static Map<String, Object> body(SubjectRequest request, String status, @Nullable String resultsUrl) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("controller_id", request.filedBy());
        body.put("expected_completion_time", request.dueAt().toString());
        body.put("subject_request_id", request.id().toString());
        body.put("request_status", status);
        body.put("api_version", VERSION);
        if (resultsUrl != null) {
            body.put("results_url", resultsUrl);
        }
        return body;
    }
}
