package io.labkeeper.embedded;

/** A server could not be prepared, started or stopped; the message says why, with the end of its log where there is one. */
public final class ServerFailure extends RuntimeException {
    ServerFailure(String message) {
        super(message);
    }

    ServerFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
