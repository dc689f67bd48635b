package io.labkeeper.worker.probe;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/** By an ordinary connection of the event loop: no process, no raw socket, no thread that waits. */
@ApplicationScoped
class TcpConnector implements PortConnector {
    private static final Logger LOG = Logger.getLogger(TcpConnector.class);

    /** The client keeps its own time-out; this is for the case that it does not. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final NetClient client;

    TcpConnector(Vertx vertx, ProbeConfig config) {
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout((int) config.timeout().toMillis())
                .setReconnectAttempts(0));
    }

    @Override
    public Uni<ProbeOutcome> connect(String ip, int port, Duration limit) {
        return Uni.createFrom()
                .completionStage(() -> client.connect(SocketAddress.inetSocketAddress(port, ip))
                        .map(socket -> {
                            socket.close();
                            return ProbeOutcome.OPEN;
                        })
                        .toCompletionStage())
                .ifNoItem()
                .after(limit.plus(GRACE))
                .recoverWithItem(ProbeOutcome.SILENT)
                .onFailure()
                .recoverWithItem(failure -> outcome(ip, port, failure));
    }

    private static ProbeOutcome outcome(String ip, int port, Throwable failure) {
        ProbeOutcome outcome = ProbeOutcome.of(failure);
        if (outcome == ProbeOutcome.NOT_RUN) {
            LOG.debugf("%s port %d not tried: %s", ip, port, failure.getMessage());
        }
        return outcome;
    }
}
