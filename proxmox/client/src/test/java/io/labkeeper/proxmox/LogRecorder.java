package io.labkeeper.proxmox;

import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Notes all that is logged, parameters and causes included. */
final class LogRecorder extends Handler {

    private final List<String> lines;

    LogRecorder(List<String> lines) {
        this.lines = lines;
        setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord record) {
        Object[] parameters = record.getParameters();
        lines.add(
                parameters == null ? record.getMessage() : record.getMessage() + " " + Arrays.deepToString(parameters));
        for (Throwable cause = record.getThrown(); cause != null; cause = cause.getCause()) {
            lines.add(cause.toString());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
