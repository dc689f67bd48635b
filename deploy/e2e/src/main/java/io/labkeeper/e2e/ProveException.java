package io.labkeeper.e2e;

/** Something that ends a scenario as failed: an answer that never came, a command that did not work. */
public final class ProveException extends RuntimeException {

    public ProveException(String message) {
        super(message);
    }

    public ProveException(String message, Throwable cause) {
        super(message, cause);
    }
}
