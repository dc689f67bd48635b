package io.labkeeper.problem;

import java.util.Locale;

/** Everything that we answer with an error status, in one table: the slug is the constant's name. */
public enum ProblemType {
    INVALID_PARAMETER(400, "A parameter cannot be what it is"),
    INVALID_BODY(400, "The body cannot be read"),
    UNAUTHENTICATED(401, "Credentials are missing or not valid"),
    FORBIDDEN(403, "This caller may not do this"),
    CROSS_SITE_REQUEST(403, "The request did not come from our own page"),
    NOT_FOUND(404, "There is no such thing"),
    VM_NOT_FOUND(404, "There is no such virtual machine"),
    ACTION_NOT_FOUND(404, "There is no such action"),
    METHOD_NOT_ALLOWED(405, "This path does not take this method"),
    NOT_ACCEPTABLE(406, "Only JSON is served here"),
    VM_AMBIGUOUS(409, "Several clusters have a virtual machine of this number"),
    ACTION_CONFLICT(409, "Another action is open on this virtual machine"),
    ACTION_NOT_CANCELLABLE(409, "The action was already submitted"),
    BODY_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "Only JSON is taken here"),
    IDEMPOTENCY_MISMATCH(422, "This idempotency key belongs to another request"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    INTERNAL_ERROR(500, "Something went wrong on our side"),
    IDENTITY_PROVIDER_UNAVAILABLE(503, "The identity provider cannot be asked"),
    TOO_MANY_STREAMS(503, "No more streams of events can be opened here now"),
    INVENTORY_UNAVAILABLE(503, "The inventory has not been loaded yet"),
    DATABASE_BUSY(503, "The database is busy with other questions of this kind"),
    DATABASE_UNAVAILABLE(503, "The database cannot be reached");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** HTTP status code. */
    public int status() {
        return status;
    }

    /** The same for every occurrence. */
    public String title() {
        return title;
    }

    /** Stable name, such as {@code vm-not-found}. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The {@code type} of RFC 9457: the slug as a URI that identifies and is not meant to be opened. */
    public String uri() {
        return "urn:labkeeper:problem:" + slug();
    }

    /** The type for a status that the framework chose; its own detail is not passed on. */
    static ProblemType ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 413 -> BODY_TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            default -> status >= 500 ? INTERNAL_ERROR : INVALID_PARAMETER;
        };
    }
}
