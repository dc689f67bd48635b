package io.labkeeper.worker.probe;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Locale;

/** How an attempt to connect to a port ended. */
public enum ProbeOutcome {
    /** The connection was accepted. */
    OPEN,
    /** It was refused: the guest is there, the service is not. */
    REFUSED,
    /** Nobody answered in time, or nobody has the address. */
    SILENT,
    /** It could not be tried: no network or no descriptor on our side. It says nothing about the VM. */
    NOT_RUN;

    /** The word in metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean available() {
        return this == OPEN;
    }

    /** A kernel's own time-out is a {@link ConnectException} too, and comes after ours at the earliest. */
    static ProbeOutcome of(Throwable failure) {
        if (failure instanceof ConnectTimeoutException || failure instanceof NoRouteToHostException) {
            return SILENT;
        }
        return failure instanceof ConnectException ? REFUSED : NOT_RUN;
    }
}
