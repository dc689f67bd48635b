package io.labkeeper.simulator.tls;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;

/**
 * The certificate that the cluster shows: the one it was made with, or a newer one after a renewal. All nodes have the same. Safe to
 * use from any thread.
 */
public final class ServedCertificate {

    private static final System.Logger LOG = System.getLogger(ServedCertificate.class.getName());

    private final String commonName;
    private final Clock clock;
    private final Certificate first;
    private volatile Certificate shown;
    private volatile Function<Certificate, Future<Void>> server = certificate -> Future.succeededFuture();

    /** @param first the one it was made with */
    public ServedCertificate(String commonName, Clock clock, Certificate first) {
        this.commonName = commonName;
        this.clock = clock;
        this.first = first;
        this.shown = first;
    }

    /** @param change has a running server show another one */
    public void servedBy(Function<Certificate, Future<Void>> change) {
        server = change;
    }

    /** The one that new connections are shown. */
    public Certificate shown() {
        return shown;
    }

    /**
     * Renews it, as {@code pvecm updatecerts} and a reload of pveproxy do: another key, another fingerprint.
     *
     * @return the new one; shown a moment later, see {@link #shown()}
     */
    public Certificate renew() {
        Certificate next = Certificate.create(commonName, Instant.now(clock));
        show(next);
        return next;
    }

    /** Shows the one again that the cluster was made with. */
    public void restore() {
        show(first);
    }

    private void show(Certificate certificate) {
        server.apply(certificate)
                .onSuccess(changed -> shown = certificate)
                .onFailure(e -> LOG.log(System.Logger.Level.ERROR, "the certificate cannot be changed", e));
    }
}
