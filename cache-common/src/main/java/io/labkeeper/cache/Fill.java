package io.labkeeper.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One way from "not here" to a value: the remote tier is asked, then the loader, and what the loader brings is offered to the
 * remote tier. A remote tier that fails costs its time-out and nothing else.
 */
final class Fill<V> {
    private static final Logger LOG = Logger.getLogger(Fill.class);

    private final String key;
    private final Supplier<Uni<V>> loader;
    private final Family<V> family;
    private final FamilyCounters counters;
    private final Shared shared;
    private final Ticker ticker;

    /** What the fills of all families have in common. */
    record Shared(RemoteTier remote, Debts debts, Envelope envelope) {

        boolean serves(Family<?> family) {
            return family.policy().shared() && remote.configured();
        }
    }

    /**
     * What the remote tier had.
     *
     * @param value null if nothing that can be used
     * @param age of the value
     * @param epoch null if the tier did not answer: then nothing may be written either
     */
    private record Found<V>(V value, Duration age, String epoch) {}

    Fill(String key, Supplier<Uni<V>> loader, Shelf<V> shelf, Shared shared, Ticker ticker) {
        this.key = key;
        this.loader = loader;
        this.family = shelf.family();
        this.counters = shelf.counters();
        this.shared = shared;
        this.ticker = ticker;
    }

    Uni<Answer<V>> into(Shelf.Landing<V> landing) {
        return shared.serves(family) ? askRemote().chain(found -> useOrLoad(found, landing)) : load(landing, null);
    }

    private Uni<Found<V>> askRemote() {
        if (!shared.debts().settled(family.name())) {
            return Uni.createFrom().item(() -> remoteFailed("it is owed an eviction"));
        }
        return Uni.createFrom()
                .deferred(() -> shared.remote().read(family.name(), key))
                .map(this::open)
                .onFailure()
                .recoverWithItem(failure -> remoteFailed(failure.getMessage()));
    }

    private Found<V> open(RemoteTier.Held held) {
        Envelope.Opened<V> opened = held.text() == null
                ? null
                : shared.envelope().<V>open(held.text(), family.type()).orElse(null);
        if (opened == null) {
            counters.remoteMisses.increment();
            told(Tier.REDIS, "miss");
            return new Found<>(null, Duration.ZERO, held.epoch());
        }
        return new Found<>(opened.value(), opened.lifetime().minus(held.left()), held.epoch());
    }

    private Found<V> remoteFailed(String why) {
        counters.remoteFailures.increment();
        LOG.debugf("cache family=%s key=%s tier=redis outcome=failed: %s", family.name(), key, why);
        return new Found<>(null, Duration.ZERO, null);
    }

    private Uni<Answer<V>> useOrLoad(Found<V> found, Shelf.Landing<V> landing) {
        if (found.value() == null) {
            return load(landing, found.epoch());
        }
        Policy policy = family.policy();
        long bornAt = ticker.read() - Math.max(0, found.age().toNanos());
        if (found.age().compareTo(policy.ttl()) < 0) {
            counters.remoteHits.increment();
            told(Tier.REDIS, "hit");
            landing.keep(found.value(), bornAt);
            return Uni.createFrom().item(new Answer<>(found.value(), Answer.Origin.HELD));
        }
        counters.remoteMisses.increment();
        boolean useful = found.age().compareTo(policy.ttl().plus(policy.staleIfError())) < 0;
        Uni<Answer<V>> loaded = load(landing, found.epoch());
        return useful ? loaded.onFailure().recoverWithItem(() -> inNeed(found.value())) : loaded;
    }

    private Answer<V> inNeed(V value) {
        told(Tier.REDIS, "stale_if_error");
        return new Answer<>(value, Answer.Origin.STALE);
    }

    private Uni<Answer<V>> load(Shelf.Landing<V> landing, String epoch) {
        Duration limit = family.policy().loadLimit();
        return Uni.createFrom()
                .deferred(loader::get)
                .ifNoItem()
                .after(limit)
                .failWith(() -> new LoadTimeout(family.name(), limit))
                .onFailure()
                .invoke(failure -> {
                    counters.failedLoads.increment();
                    told(Tier.MEMORY, "load_failed");
                })
                .invoke(value -> loaded(value, landing, epoch))
                .map(value -> new Answer<>(value, Answer.Origin.LOADED));
    }

    private void loaded(V value, Shelf.Landing<V> landing, String epoch) {
        counters.loads.increment();
        told(Tier.MEMORY, "loaded");
        if (value == null) {
            return;
        }
        landing.keep(value, ticker.read());
        if (shared.serves(family)) {
            offer(value, epoch);
        }
    }

    /** Nobody waits for it. */
    private void offer(V value, String epoch) {
        if (epoch == null) {
            counters.droppedWrites.increment();
            return;
        }
        Duration lifetime = family.policy().lifetime();
        Uni.createFrom()
                .deferred(() -> shared.remote()
                        .write(family.name(), key, shared.envelope().seal(value, lifetime), lifetime, epoch))
                .subscribe()
                .with(this::written, this::notWritten);
    }

    private void written(boolean held) {
        (held ? counters.writes : counters.refusedWrites).increment();
        told(Tier.REDIS, held ? "set" : "refused");
    }

    private void notWritten(Throwable failure) {
        counters.droppedWrites.increment();
        LOG.debugf("cache family=%s key=%s tier=redis outcome=not_set: %s", family.name(), key, failure.getMessage());
    }

    private void told(Tier tier, String outcome) {
        LOG.debugf("cache family=%s key=%s tier=%s outcome=%s", family.name(), key, tier.word(), outcome);
    }
}
