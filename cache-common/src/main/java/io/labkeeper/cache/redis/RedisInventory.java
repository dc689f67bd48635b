package io.labkeeper.cache.redis;

import io.labkeeper.feed.FeedMessage;
import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.store.Aside;
import io.labkeeper.store.StoreConfig;
import io.labkeeper.store.StoreException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * The inventory in Redis. Writers put only what is newer, and only under the newest lease; readers get head and rows of one
 * moment. What cannot be decoded fails with {@link StoreException}: take it from Postgres instead.
 */
@ApplicationScoped
public class RedisInventory {
    private static final Logger LOG = Logger.getLogger(RedisInventory.class);

    private final RedisCommands redis;
    private final RedisKeys keys;
    private final StoreConfig limits;

    public RedisInventory(RedisCommands redis, RedisKeys keys, StoreConfig limits) {
        this.redis = redis;
        this.keys = keys;
        this.limits = limits;
    }

    /** Whether there is a Redis at all. */
    public boolean configured() {
        return redis.configured();
    }

    /** The heads of all clusters; a cluster whose head is missing or unreadable is left out. */
    public Uni<Map<String, ClusterHead>> heads() {
        return redis.run(limits.redisHeads(), Command.SMEMBERS, List.of(keys.clusters()))
                .map(RedisInventory::texts)
                .chain(this::headsOf);
    }

    /** One head, null if there is none. */
    public Uni<ClusterHead> head(String clusterId) {
        return head(clusterId, limits.redisHeads());
    }

    /** The same, with the patience of a writer that is going to act on it. */
    public Uni<ClusterHead> headToCompare(String clusterId) {
        return head(clusterId, limits.redisCommand());
    }

    private Uni<ClusterHead> head(String clusterId, Duration limit) {
        return flatHead(clusterId, limit).map(flat -> decode(() -> HeadCodec.read(clusterId, flat)));
    }

    /** A whole cluster; null if Redis does not hold it, or not all of it. Comes on a thread that may be held up. */
    public Uni<ClusterInventory> load(String clusterId) {
        return read(clusterId, List.of(), limits.redisRead()).map(Found::orNull);
    }

    /** The head with some of the rows; those that are gone are missing. Null if Redis does not hold the whole cluster. */
    public Uni<ClusterInventory> loadKeys(String clusterId, Collection<Integer> vmids) {
        List<String> wanted = vmids.stream().map(String::valueOf).toList();
        if (wanted.isEmpty()) {
            return Uni.createFrom().failure(new IllegalArgumentException("no vmid is not all vmids: use load"));
        }
        return read(clusterId, wanted, limits.redisCommand()).map(Found::orNull);
    }

    /** The metrics alone, null if Redis does not hold them. */
    public Uni<ClusterMetrics> metrics(String clusterId) {
        return redis.run(limits.redisCommand(), Command.GET, List.of(keys.metrics(clusterId)))
                .emitOn(Aside.WORKERS)
                .map(value -> value == null
                        ? null
                        : decode(() -> InventoryJson.read(value.toString(), ClusterMetrics.class)));
    }

    /**
     * Brings Redis from the revision before to that of the head, and tells everybody.
     *
     * @param previous the revision number on which the change builds
     * @param count how many VMs there are afterwards
     */
    public Uni<PutResult> apply(
            ClusterHead head, long previous, Collection<VmRecord> upserts, Collection<Integer> removals, int count) {
        List<Integer> changed =
                new ArrayList<>(upserts.stream().map(r -> r.vm().vmid()).toList());
        changed.addAll(removals);
        FeedMessage message = FeedMessage.Changed.of(head.clusterId(), head.revision(), previous, changed);
        return put(head, Long.toString(previous), upserts, removals, count, message);
    }

    /** Writes a whole cluster, whatever Redis held of it before (unless that was newer), and tells everybody. */
    public Uni<PutResult> replace(ClusterInventory inventory) {
        ClusterHead head = inventory.head();
        FeedMessage message = FeedMessage.Changed.all(head.clusterId(), head.revision());
        // The name first: a name without a head is skipped, a head without a name would be found by nobody.
        return name(head.clusterId())
                .chain(() -> put(
                        head,
                        "",
                        inventory.vms().values(),
                        List.of(),
                        inventory.vms().size(),
                        message))
                .chain(result -> result == PutResult.APPLIED
                        ? describe(head, inventory.metrics().at() == null ? null : inventory.metrics())
                        : Uni.createFrom().item(result))
                // Once more: who forgets the cluster under an older lease may have taken the name away meanwhile.
                .call(() -> name(head.clusterId()));
    }

    /**
     * Tells everybody of a revision that Redis could not take: who hears of it finds less here and asks Postgres. A Redis whose memory is
     * full still passes messages on.
     */
    public Uni<Void> announce(ClusterHead head) {
        String message =
                FeedMessage.Changed.all(head.clusterId(), head.revision()).toJson("");
        return redis.run(limits.redisCommand(), Command.PUBLISH, List.of(keys.feed(), message))
                .replaceWithVoid();
    }

    private Uni<Response> name(String clusterId) {
        return redis.run(limits.redisCommand(), Command.SADD, List.of(keys.clusters(), clusterId));
    }

    /**
     * Writes what moves without a revision: how the reading goes, the lease, and the metrics.
     *
     * @param metrics null if there are no new ones
     */
    public Uni<PutResult> describe(ClusterHead head, ClusterMetrics metrics) {
        List<String> arguments = new ArrayList<>(List.of(
                Long.toString(head.fence()),
                Long.toString(head.revision().generation()),
                Long.toString(head.revision().number()),
                Long.toString(head.metricsSeq()),
                metrics == null ? "" : InventoryJson.write(metrics),
                keys.feed(),
                metrics == null ? "" : new FeedMessage.MetricsChanged(head.clusterId(), metrics.seq()).toJson("")));
        arguments.addAll(HeadCodec.description(head));
        return redis.script(
                        limits.redisCommand(),
                        Scripts.DESCRIBE,
                        List.of(keys.head(head.clusterId()), keys.metrics(head.clusterId())),
                        arguments)
                .map(RedisInventory::result);
    }

    /** Drops a cluster that was taken out of the inventory; its rows must have been removed, and that told, before. */
    public Uni<PutResult> forget(String clusterId, long fence) {
        return redis.script(
                        limits.redisCommand(),
                        Scripts.FORGET,
                        List.of(keys.head(clusterId), keys.vms(clusterId), keys.metrics(clusterId)),
                        List.of(Long.toString(fence)))
                .map(RedisInventory::result)
                // The name last: a name without a head is skipped.
                .call(result -> result == PutResult.APPLIED
                        ? unname(clusterId)
                        : Uni.createFrom().voidItem());
    }

    /** Unless there is a head again: a new holder of the lease may have written it, and the name, before this came through. */
    private Uni<Void> unname(String clusterId) {
        return redis.run(limits.redisCommand(), Command.SREM, List.of(keys.clusters(), clusterId))
                .chain(() -> redis.run(limits.redisCommand(), Command.EXISTS, List.of(keys.head(clusterId))))
                .chain(heads -> heads.toInteger() == 0
                        ? Uni.createFrom().voidItem()
                        : name(clusterId).replaceWithVoid());
    }

    private Uni<PutResult> put(
            ClusterHead head,
            String previous,
            Collection<VmRecord> upserts,
            Collection<Integer> removals,
            int count,
            FeedMessage message) {
        List<String> description = HeadCodec.description(head);
        List<String> arguments = new ArrayList<>(16 + upserts.size() * 2 + removals.size());
        arguments.add(Long.toString(head.fence()));
        arguments.add(Long.toString(head.revision().generation()));
        arguments.add(Long.toString(head.revision().number()));
        arguments.add(previous);
        arguments.add(Integer.toString(count));
        arguments.add(keys.feed());
        arguments.add(message.toJson(""));
        arguments.add(Integer.toString(description.size()));
        arguments.addAll(description);
        arguments.add(Integer.toString(upserts.size()));
        for (VmRecord row : upserts) {
            arguments.add(Integer.toString(row.vm().vmid()));
            arguments.add(InventoryJson.write(row));
        }
        removals.forEach(vmid -> arguments.add(Integer.toString(vmid)));
        return redis.script(
                        limits.redisLoad(),
                        Scripts.APPLY,
                        List.of(keys.head(head.clusterId()), keys.vms(head.clusterId())),
                        arguments)
                .map(RedisInventory::result);
    }

    private Uni<Map<String, ClusterHead>> headsOf(List<String> clusterIds) {
        if (clusterIds.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        List<Uni<ClusterHead>> each = clusterIds.stream().map(this::headOrNull).toList();
        return Uni.join().all(each).andFailFast().map(found -> {
            Map<String, ClusterHead> heads = new LinkedHashMap<>();
            found.stream().filter(head -> head.clusterId() != null).forEach(head -> heads.put(head.clusterId(), head));
            return heads;
        });
    }

    private static final ClusterHead ABSENT = new ClusterHead(null, null, null, 0, 0, null, null, null);

    private Uni<ClusterHead> headOrNull(String clusterId) {
        return head(clusterId)
                .onItem()
                .ifNull()
                .continueWith(ABSENT)
                .onFailure(failure -> failure instanceof Undecodable)
                .recoverWithItem(failure -> {
                    LOG.warnf("the head of %s in Redis cannot be decoded: left out", clusterId);
                    return ABSENT;
                });
    }

    /** Through a script, since a hash read directly has another shape in each version of Redis' protocol. */
    private Uni<Response> flatHead(String clusterId, Duration limit) {
        return redis.readScript(
                limit, "return redis.call('HGETALL', KEYS[1])", List.of(keys.head(clusterId)), List.of());
    }

    private record Found(ClusterInventory inventory, boolean complete) {
        static final Found NOTHING = new Found(null, false);

        ClusterInventory orNull() {
            return complete ? inventory : null;
        }
    }

    private Uni<Found> read(String clusterId, List<String> vmids, Duration limit) {
        return redis.readScript(
                        limit,
                        Scripts.LOAD,
                        List.of(keys.head(clusterId), keys.vms(clusterId), keys.metrics(clusterId)),
                        vmids)
                .emitOn(Aside.WORKERS)
                .map(answer -> decode(() -> found(clusterId, answer)));
    }

    private static Found found(String clusterId, Response answer) {
        ClusterHead head = HeadCodec.read(clusterId, answer.get(0));
        if (head == null) {
            return Found.NOTHING;
        }
        Map<Integer, VmRecord> vms = new HashMap<>();
        Response rows = answer.get(1);
        for (int i = 0; i + 1 < rows.size(); i += 2) {
            vms.put(
                    Integer.valueOf(rows.get(i).toString()),
                    InventoryJson.read(rows.get(i + 1).toString(), VmRecord.class));
        }
        String metrics = answer.get(2).toString();
        ClusterInventory inventory = new ClusterInventory(
                head, vms, metrics.isEmpty() ? ClusterMetrics.NONE : InventoryJson.read(metrics, ClusterMetrics.class));
        return new Found(
                inventory, HeadCodec.count(answer.get(0)) == answer.get(3).toLong());
    }

    private static <T> T decode(java.util.function.Supplier<T> decoding) {
        try {
            return decoding.get();
        } catch (InventoryJson.UnreadableValue | IllegalArgumentException | java.time.DateTimeException e) {
            throw new Undecodable(e);
        }
    }

    /** Something is there, but not what we wrote. */
    private static final class Undecodable extends StoreException {
        Undecodable(Throwable cause) {
            super("Redis holds a value that cannot be decoded", cause);
        }
    }

    private static PutResult result(Response answer) {
        return PutResult.valueOf(answer.toString().toUpperCase(Locale.ROOT));
    }

    private static List<String> texts(Response list) {
        List<String> texts = new ArrayList<>();
        if (list != null) {
            list.forEach(item -> texts.add(item.toString()));
        }
        return texts;
    }
}
