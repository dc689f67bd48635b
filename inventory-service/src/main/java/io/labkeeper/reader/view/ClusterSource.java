package io.labkeeper.reader.view;

import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.postgres.PostgresInventory;
import io.labkeeper.store.Breaker;
import io.labkeeper.store.Gate;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Redis first, Postgres when Redis is away, holds nothing, or holds less than is known to exist. Redis is left alone for a while
 * after several failures.
 */
@ApplicationScoped
class ClusterSource implements ClusterLoads {
    private static final Logger LOG = Logger.getLogger(ClusterSource.class);

    /**
     * Whole clusters that are read from Postgres at a time. When Redis dies there may be many to read; of the 8 connections the heads,
     * the actions and the assignments, which have a second, need their share.
     */
    private static final int LOADS_AT_ONCE = 3;

    private final RedisInventory redis;
    private final PostgresInventory postgres;
    private final Breaker breaker;
    private final Gate loads = new Gate(LOADS_AT_ONCE);
    private final StoreSigns signs;
    private final UnknownSystems unknown;
    private volatile boolean headsCame = true;

    ClusterSource(
            RedisInventory redis,
            PostgresInventory postgres,
            StoreSigns signs,
            UnknownSystems unknown,
            ViewConfig config) {
        this.redis = redis;
        this.postgres = postgres;
        this.signs = signs;
        this.unknown = unknown;
        this.breaker = new Breaker(config.breakerFailures(), config.breakerPause(), System::nanoTime);
    }

    /** Whether Redis may be asked for its heads: it is there, and has not just failed several times. */
    boolean redisWorthAsking() {
        return redis.configured() && breaker.allows();
    }

    /** Whether Redis may be asked for more: its heads have just come. A frozen Redis must not hold up a load for long. */
    private boolean redisUsable() {
        return redis.configured() && headsCame;
    }

    /** The heads of all clusters that Redis holds. */
    Uni<Map<String, ClusterHead>> headsFromRedis() {
        return watched(redis.heads())
                .invoke(heads -> headsCame(true))
                .onFailure()
                .invoke(failure -> headsCame(false));
    }

    private void headsCame(boolean yes) {
        headsCame = yes;
        signs.redisAnswered(yes);
    }

    /** The heads of all clusters there are. */
    Uni<Map<String, ClusterHead>> headsFromPostgres() {
        return postgres.heads()
                .invoke(heads -> signs.postgresAnswered(true))
                .onFailure()
                .invoke(failure -> signs.postgresAnswered(false));
    }

    @Override
    public Uni<Loaded> load(String clusterId, Revision atLeast) {
        return stored(clusterId, atLeast)
                .map(found -> found == null ? null : new Loaded(unknown.shown(found.inventory()), found.newest()));
    }

    @Override
    public Uni<ClusterInventory> loadTruth(String clusterId) {
        return whole(clusterId).map(unknown::shown);
    }

    private Uni<Loaded> stored(String clusterId, Revision atLeast) {
        if (!redisUsable()) {
            return truth(clusterId);
        }
        return watched(redis.load(clusterId))
                .onFailure()
                .invoke(failure -> LOG.debugf("cluster=%s not from Redis: %s", clusterId, failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .chain(found -> found == null || found.head().revision().isBefore(atLeast)
                        ? fromPostgresOr(found, clusterId)
                        : Uni.createFrom().item(new Loaded(found, true)));
    }

    /** What Redis holds is too little, but while Postgres does not answer it is all there is: what is missing may still exist. */
    private Uni<Loaded> fromPostgresOr(ClusterInventory inRedis, String clusterId) {
        Uni<Loaded> truth = truth(clusterId);
        return inRedis == null
                ? truth
                : truth.onFailure()
                        .recoverWithItem(new Loaded(inRedis, false))
                        .onItem()
                        .ifNull()
                        .continueWith(new Loaded(inRedis, true));
    }

    private Uni<Loaded> truth(String clusterId) {
        return whole(clusterId).map(found -> found == null ? null : new Loaded(found, true));
    }

    /** A whole cluster takes a connection for long. */
    private Uni<ClusterInventory> whole(String clusterId) {
        return loads.pass(() -> postgres.load(clusterId));
    }

    /** From Redis alone. */
    @Override
    public Uni<ClusterInventory> loadRows(String clusterId, Collection<Integer> vmids) {
        return redisUsable()
                ? watched(redis.loadKeys(clusterId, vmids)).map(unknown::shown)
                : Uni.createFrom().nullItem();
    }

    @Override
    public Uni<ClusterMetrics> metrics(String clusterId, long atLeast) {
        if (!redisUsable()) {
            return postgres.metrics(clusterId);
        }
        return watched(redis.metrics(clusterId))
                .onFailure()
                .recoverWithNull()
                .chain(found -> found == null || found.seq() < atLeast
                        ? postgres.metrics(clusterId)
                        : Uni.createFrom().item(found));
    }

    private <T> Uni<T> watched(Uni<T> question) {
        return question.invoke(breaker::succeeded).onFailure().invoke(failure -> breaker.failed());
    }
}
