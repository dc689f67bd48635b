package io.labkeeper.lab;

/** Something the user must know, said in one line; with the exit code of the command. */
public final class LabError extends RuntimeException {
    /** The lab is not as it should be: a part did not start, something is left over. */
    public static final int FAILED = 1;
    /** The command cannot be carried out as given: a wrong option, a port in use. */
    public static final int USAGE = 2;

    private final int exitCode;

    private LabError(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public static LabError failed(String message) {
        return new LabError(FAILED, message, null);
    }

    public static LabError failed(String message, Throwable cause) {
        return new LabError(FAILED, message, cause);
    }

    public static LabError usage(String message) {
        return new LabError(USAGE, message, null);
    }

    public int exitCode() {
        return exitCode;
    }
}
