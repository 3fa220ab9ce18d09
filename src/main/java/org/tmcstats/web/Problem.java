package org.tmcstats.web;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/** A problem document (RFC 9457). Members that do not apply are left out, which that specification prefers to nulls. */
record Problem(
        @JsonProperty String type,
        @JsonProperty String title,
        @JsonProperty int status,
        @JsonProperty String detail,

        @JsonProperty @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<ProblemException.Fault> errors,

        @JsonAnyGetter Map<String, Object> members) {
    static Problem of(ProblemType type, String detail) {
        return of(type, type.status(), detail, List.of(), Map.of());
    }

    static Problem of(
            ProblemType type,
            int status,
            String detail,
            List<ProblemException.Fault> errors,
            Map<String, Object> members) {
        return new Problem("/problems/" + type.slug(), type.title(), status, detail, errors, members);
    }
}
