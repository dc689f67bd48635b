package io.labkeeper.worker.address.snmp;

import io.labkeeper.worker.address.Neighbour;
import io.labkeeper.worker.address.NeighbourSource;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.Snmp;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/** The neighbour tables of the configured routers, all asked at the same time. See DESIGN.md of the package above. */
@Startup
@ApplicationScoped
public class SnmpSource implements NeighbourSource {
    private static final Logger LOG = Logger.getLogger(SnmpSource.class);

    private final SnmpConfig config;
    private final List<Router> routers;
    private final Set<Router> silent = ConcurrentHashMap.newKeySet();
    private Snmp session;

    /**
     * @throws IllegalArgumentException naming the property, if a router is not described well
     */
    public SnmpSource(SnmpConfig config) {
        this.config = config;
        List<SnmpConfig.Router> described = config.routers().orElse(List.of());
        this.routers = IntStream.range(0, described.size())
                .mapToObj(number -> Router.of(described.get(number), number))
                .toList();
    }

    @Override
    public String word() {
        return "snmp";
    }

    @Override
    public boolean configured() {
        return !routers.isEmpty();
    }

    @Override
    public Duration pause() {
        return config.pause();
    }

    /** What the routers that have answered know; fails if none has. */
    @Override
    public Uni<List<Neighbour>> read() {
        return Uni.createFrom()
                .item(this::session)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .map(open -> new RouterWalk(open, config))
                .chain(walk -> Uni.join()
                        .all(routers.stream().map(router -> ask(walk, router)).toList())
                        .andCollectFailures())
                // What is made of the answers must not keep the library's own threads from the next ones.
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(SnmpSource::joined);
    }

    private Uni<Optional<List<Neighbour>>> ask(RouterWalk walk, Router router) {
        return walk.walk(router)
                .invoke(read -> answered(router))
                .map(Optional::of)
                .onFailure()
                .recoverWithItem(failure -> {
                    missed(router, failure);
                    return Optional.empty();
                });
    }

    private static List<Neighbour> joined(List<Optional<List<Neighbour>>> answers) {
        if (answers.stream().allMatch(Optional::isEmpty)) {
            throw new UncheckedIOException(new IOException("no router has answered"));
        }
        return answers.stream()
                .flatMap(Optional::stream)
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    private void missed(Router router, Throwable failure) {
        if (silent.add(router)) {
            LOG.warnf("source=snmp router=%s %s", router, failure.getMessage());
        }
    }

    private void answered(Router router) {
        if (silent.remove(router)) {
            LOG.infof("source=snmp router=%s answers again", router);
        }
    }

    /** One socket for all routers, opened when it is first needed. */
    private synchronized Snmp session() {
        if (session == null) {
            try {
                MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
                dispatcher.addMessageProcessingModel(new MPv2c());
                Snmp opened = new Snmp(dispatcher, new DefaultUdpTransportMapping());
                opened.listen();
                session = opened;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return session;
    }

    @PreDestroy
    synchronized void close() throws IOException {
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
