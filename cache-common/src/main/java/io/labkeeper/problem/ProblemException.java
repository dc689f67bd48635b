package io.labkeeper.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Ends a request with a problem document (RFC 9457). The detail is for the caller: no internals, no secrets. */
public class ProblemException extends RuntimeException {
    private final ProblemType type;
    private final transient Map<String, Object> members = new LinkedHashMap<>();
    private Duration retryAfter;

    public ProblemException(ProblemType type, String detail) {
        super(detail, null, false, false);
        this.type = type;
    }

    /** Adds a member to the document, such as the candidates of an ambiguous number. */
    public ProblemException with(String member, Object value) {
        members.put(member, value);
        return this;
    }

    /** Tells the caller when to try again ({@code Retry-After}, in whole seconds). */
    public ProblemException retryAfter(Duration pause) {
        retryAfter = pause;
        return this;
    }

    public ProblemType type() {
        return type;
    }

    Map<String, Object> members() {
        return members;
    }

    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
