package org.tmcstats.problem;

/** Every kind of failure that a caller can be told, with the slug of its RFC 9457 {@code type} and its HTTP status. */
public enum ProblemType {
    BAD_REQUEST("bad-request", 400, Fault.CALLER, "The request is not valid"),
    BAD_PARAMETER("bad-parameter", 400, Fault.CALLER, "A parameter is not valid"),
    UNREADABLE("unreadable", 400, Fault.CALLER, "Nothing in the body could be read"),
    UNAUTHENTICATED("unauthenticated", 401, Fault.CALLER, "Credentials are missing or wrong"),
    FORBIDDEN("forbidden", 403, Fault.CALLER, "This client may not do that"),
    NOT_FOUND("not-found", 404, Fault.CALLER, "There is no such thing"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, Fault.CALLER, "The path does not know this method"),
    NOT_ACCEPTABLE("not-acceptable", 406, Fault.CALLER, "None of the accepted media types can be served"),
    REQUEST_TIMEOUT("request-timeout", 408, Fault.CALLER, "The request took too long to come"),
    CONFLICT("conflict", 409, Fault.CALLER, "The present state does not allow that"),
    TOO_LARGE("too-large", 413, Fault.CALLER, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, Fault.CALLER, "The body's media type is not known here"),
    TOO_MANY_REQUESTS("too-many-requests", 429, Fault.CAPACITY, "Too many requests"),
    INTERNAL("internal", 500, Fault.INTERNAL, "Something went wrong inside"),
    UNAVAILABLE("unavailable", 503, Fault.CAPACITY, "This cannot be served now");

    /** Whose fault a failure is: it decides what is logged and whether a retry makes sense. */
    public enum Fault {
        CALLER,
        INTERNAL,
        CAPACITY
    }

    private final String slug;
    private final int status;
    private final Fault fault;
    private final String title;

    ProblemType(String slug, int status, Fault fault, String title) {
        this.slug = slug;
        this.status = status;
        this.fault = fault;
        this.title = title;
    }

    /** Last part of the {@code type} URI; stable. */
    public String slug() {
        return slug;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    public Fault fault() {
        return fault;
    }

    /** One line for people, the same for every occurrence. */
    public String title() {
        return title;
    }
}
