package io.labkeeper.simulator.error;

import java.util.Map;
import java.util.TreeMap;

/** An answer that is not a success. The message may have several lines; only the first gets into the reason phrase. */
public final class ApiError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final boolean empty;
    private final transient Map<String, String> errors;

    private ApiError(int status, String message, Map<String, String> errors, boolean empty) {
        super(message, null, false, false);
        this.status = status;
        this.errors = errors;
        this.empty = empty;
    }

    public static ApiError of(int status, String message) {
        return new ApiError(status, message, Map.of(), false);
    }

    /** What becomes of anything that dies inside Proxmox. */
    public static ApiError died(String message) {
        return of(500, message);
    }

    /** An answer with a reason phrase and nothing else, not even a content type. */
    public static ApiError empty(int status, String reason) {
        return new ApiError(status, reason, Map.of(), true);
    }

    public static ApiError forbidden(String what) {
        return of(403, "Permission check failed (" + what + ")");
    }

    /**
     * @param errors what is wrong, by parameter
     */
    public static ApiError badParameters(Map<String, String> errors) {
        return new ApiError(400, "Parameter verification failed.", new TreeMap<>(errors), false);
    }

    public int status() {
        return status;
    }

    public Map<String, String> errors() {
        return errors;
    }

    public boolean hasEmptyBody() {
        return empty;
    }
}
