package org.tmcstats.web;

import java.util.List;
import org.tmcstats.problem.ProblemException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** What is wrong with a JSON body: where, never the value. */
final class JsonFaults {
    private JsonFaults() {}

    static ProblemException problem(JacksonException failure) {
        if (failure instanceof DatabindException unfit) {
            return ProblemException.ofFaults(
                    "The body is JSON, but not what is expected here",
                    List.of(new ProblemException.Fault(pointer(unfit), expectation(unfit))));
        }
        if (failure instanceof InputCoercionException) {
            return ProblemException.ofFaults(
                    "The body is JSON, but not what is expected here",
                    List.of(new ProblemException.Fault(pointer(failure), "must be a number in range")));
        }
        TokenStreamLocation at = failure.getLocation();
        return ProblemException.ofFaults(
                "The body is not well-formed JSON",
                List.of(new ProblemException.Fault(
                        "",
                        at == null
                                ? "cannot be read"
                                : "cannot be read at line " + at.getLineNr() + ", column " + at.getColumnNr())));
    }

    private static String expectation(DatabindException unfit) {
        if (unfit instanceof UnrecognizedPropertyException) {
            return "is not a known field";
        }
        if (unfit instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return "must be " + name(mismatch.getTargetType());
        }
        return "is not what is expected";
    }

    private static String name(Class<?> type) {
        if (type == String.class) {
            return "text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a number in range";
        }
        return Iterable.class.isAssignableFrom(type) || type.isArray() ? "a list" : "of another kind";
    }

    /** RFC 6901. */
    private static String pointer(JacksonException failure) {
        StringBuilder pointer = new StringBuilder();
        for (JacksonException.Reference step : failure.getPath()) {
            pointer.append('/');
            if (step.getPropertyName() == null) {
                pointer.append(step.getIndex());
            } else {
                pointer.append(step.getPropertyName().replace("~", "~0").replace("/", "~1"));
            }
        }
        return pointer.toString();
    }
}
