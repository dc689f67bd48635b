package io.labkeeper.cache;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A remote tier in memory, which two caches of a test share, and which can be made to fail. Nothing in it expires by itself. */
class MemoryTier implements RemoteTier {
    record Stored(String text, long until) {}

    private final Map<String, Stored> values = new HashMap<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private final Now now;
    boolean down;

    MemoryTier(Now now) {
        this.now = now;
    }

    @Override
    public boolean configured() {
        return true;
    }

    @Override
    public Uni<Held> read(String family, String key) {
        return up(() -> {
            Stored stored = values.get(family + ":" + key);
            boolean held = stored != null && stored.until() > now.read();
            String epoch = Long.toString(epochs.computeIfAbsent(family, f -> 0L));
            return new Held(
                    held ? stored.text() : null,
                    held ? Duration.ofNanos(stored.until() - now.read()) : Duration.ZERO,
                    epoch);
        });
    }

    @Override
    public Uni<Boolean> write(String family, String key, String text, Duration lifetime, String epoch) {
        return up(() -> {
            if (!epoch.equals(Long.toString(epochs.getOrDefault(family, 0L)))) {
                return false;
            }
            values.put(family + ":" + key, new Stored(text, now.read() + lifetime.toNanos()));
            return true;
        });
    }

    @Override
    public Uni<Long> evict(String family, Collection<String> keys) {
        return up(() -> {
            epochs.merge(family, 1L, Long::sum);
            return keys.stream()
                    .filter(key -> values.remove(family + ":" + key) != null)
                    .count();
        });
    }

    @Override
    public Uni<Long> evictMatching(String family, Glob keys) {
        return up(() -> {
            epochs.merge(family, 1L, Long::sum);
            return remove(new Glob(family + ":" + keys.text()));
        });
    }

    @Override
    public Uni<Long> clear(Glob familyAndKey) {
        return up(() -> {
            epochs.replaceAll((family, epoch) -> epoch + 1);
            return remove(familyAndKey);
        });
    }

    private long remove(Glob familyAndKey) {
        List<String> gone =
                values.keySet().stream().filter(familyAndKey.asPredicate()).toList();
        gone.forEach(values::remove);
        return gone.size();
    }

    @Override
    public Uni<List<Listed>> list(int most) {
        return up(() -> new ArrayList<>(values.entrySet().stream()
                .limit(most)
                .map(entry -> new Listed(
                        entry.getKey().split(":", 2)[0],
                        entry.getKey().split(":", 2)[1],
                        Duration.ofNanos(entry.getValue().until() - now.read())))
                .toList()));
    }

    /** What is stored, as it is written. */
    void put(String family, String key, String text, Duration lifetime) {
        values.put(family + ":" + key, new Stored(text, now.read() + lifetime.toNanos()));
    }

    String text(String family, String key) {
        Stored stored = values.get(family + ":" + key);
        return stored == null ? null : stored.text();
    }

    private <T> Uni<T> up(Supplier<T> step) {
        return Uni.createFrom()
                .deferred(() -> down
                        ? Uni.createFrom().failure(new IllegalStateException("down"))
                        : Uni.createFrom().item(step.get()));
    }
}
