package io.labkeeper.actions.lifecycle;

import java.util.Objects;

/**
 * Why an action did not succeed.
 *
 * @param code stable word
 * @param message our own sentence, for everybody
 * @param detail Proxmox's own text, for administrators only; null if it said nothing
 */
public record Failure(ErrorCode code, String message, String detail) {

    /** The longest text of Proxmox that is kept, in characters. */
    private static final int DETAIL_LIMIT = 1000;

    public Failure {
        Objects.requireNonNull(code);
        Objects.requireNonNull(message);
        if (detail != null && detail.length() > DETAIL_LIMIT) {
            detail = detail.substring(0, DETAIL_LIMIT);
        }
    }

    public static Failure of(ErrorCode code, String message) {
        return new Failure(code, message, null);
    }
}
