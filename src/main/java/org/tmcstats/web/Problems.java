package org.tmcstats.web;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.StoreException;
import tools.jackson.core.JacksonException;

/**
 * The one place where a failure becomes a reply. What the caller did wrong is told; what went wrong inside is logged under an
 * id, and only the id is told.
 */
@Provider
public class Problems implements ExceptionMapper<Throwable> {
    static final String MEDIA_TYPE = "application/problem+json";

    private static final System.Logger LOG = System.getLogger(Problems.class.getName());
    /** Jersey's own for a parameter that does not convert; it answers a query parameter with 404. */
    private static final String PARAMETER_FAULT = "org.glassfish.jersey.server.ParamException$";

    /** No connection, connection broken, shutting down or starting up, too many connections (PostgreSQL, appendix A). */
    private static final Pattern AWAY_STATES = Pattern.compile("08...|57P0[1-3]|53300");

    private static final ProblemException AWAY =
            ProblemException.retry(ProblemType.UNAVAILABLE, "The database does not answer", Duration.ofSeconds(5));

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            return reply(problem);
        }
        if (failure instanceof JacksonException unreadable) {
            return reply(JsonFaults.problem(unreadable));
        }
        if (failure.getClass().getName().startsWith(PARAMETER_FAULT)) {
            ProblemException cause = causeOf(failure);
            return cause != null
                    ? reply(cause)
                    : failure.getClass().getSimpleName().equals("PathParamException")
                            ? reply(Problem.of(ProblemType.NOT_FOUND, "There is nothing at this path"))
                            : reply(Problem.of(
                                    ProblemType.BAD_PARAMETER, "A parameter does not have the form it must have"));
        }
        if (failure instanceof WebApplicationException refusal
                && refusal.getResponse().getStatus() < 500) {
            return reply(refusal);
        }
        ProblemException cause = causeOf(failure);
        if (cause != null) {
            return reply(cause);
        }
        return databaseIsAway(failure) ? reply(AWAY) : internal(failure);
    }

    private static Response reply(ProblemException problem) {
        ProblemType type = problem.type();
        if (type.fault() == ProblemType.Fault.INTERNAL) {
            return internal(problem);
        }
        Response.ResponseBuilder reply = builder(Problem.of(
                type, type.status(), String.valueOf(problem.getMessage()), problem.faults(), problem.members()));
        problem.retryAfter().ifPresent(after -> reply.header(HttpHeaders.RETRY_AFTER, Math.max(1, after.toSeconds())));
        if (type == ProblemType.UNAUTHENTICATED) {
            reply.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"tmc-stats\", charset=\"UTF-8\"");
        }
        return reply.build();
    }

    private static Response reply(WebApplicationException refusal) {
        int status = refusal.getResponse().getStatus();
        if (status < 400) {
            return refusal.getResponse();
        }
        Response.ResponseBuilder reply = switch (status) {
            case 401 -> builder(Problem.of(ProblemType.UNAUTHENTICATED, "Sign in with a client's id and secret"));
            case 403 -> builder(Problem.of(ProblemType.FORBIDDEN, "The client's roles do not allow this"));
            case 404 -> builder(Problem.of(ProblemType.NOT_FOUND, "There is nothing at this path"));
            case 405 -> builder(Problem.of(ProblemType.METHOD_NOT_ALLOWED, "See the header Allow"));
            case 406 -> builder(Problem.of(ProblemType.NOT_ACCEPTABLE, "See the API's description for the types"));
            case 413 -> builder(Problem.of(ProblemType.TOO_LARGE, "See the API's description for the limit"));
            case 415 ->
                builder(Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "See the API's description for the types"));
            default ->
                builder(Problem.of(ProblemType.BAD_REQUEST, status, "The request cannot be read", List.of(), Map.of()));
        };
        Object allow = refusal.getResponse().getHeaders().getFirst(HttpHeaders.ALLOW);
        return (allow == null ? reply : reply.header(HttpHeaders.ALLOW, allow)).build();
    }

    /** Messages of exceptions can repeat values from rows and requests: types and places are enough to find the cause. */
    private static Response internal(Throwable failure) {
        String id = UUID.randomUUID().toString();
        LOG.log(Level.ERROR, () -> "request failed, id " + id + "\n" + Trace.of(failure));
        return builder(Problem.of(
                        ProblemType.INTERNAL,
                        ProblemType.INTERNAL.status(),
                        "The server's log has more under this id",
                        List.of(),
                        Map.of("id", id)))
                .build();
    }

    private static boolean databaseIsAway(Throwable failure) {
        return StoreException.sqlStateOf(failure)
                .filter(state -> AWAY_STATES.matcher(state).matches())
                .isPresent();
    }

    private static Response reply(Problem problem) {
        return builder(problem).build();
    }

    private static Response.ResponseBuilder builder(Problem problem) {
        return Response.status(problem.status()).type(MEDIA_TYPE).entity(problem);
    }

    private static @Nullable ProblemException causeOf(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof ProblemException problem) {
                return problem;
            }
        }
        return null;
    }
}
