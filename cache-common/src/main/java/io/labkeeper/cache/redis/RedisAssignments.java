package io.labkeeper.cache.redis;

import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.ownership.Assignments;
import io.labkeeper.store.StoreConfig;
import io.labkeeper.store.StoreException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** All assignments in Redis, as one value; written by action-service alone. */
@ApplicationScoped
public class RedisAssignments {

    /**
     * The revision that is held; -1 if there is no value, or none that can be decoded. It is the first member that we write, so its
     * place tells it without decoding all assignments of a university while everybody else waits. KEYS: assignments.
     */
    private static final String HELD = """
            local function held()
              local first = string.match(redis.call('GETRANGE', KEYS[1], 0, 63), '^{"revision":(%d+),"')
              if first then return tonumber(first) end
              local ok, value = pcall(cjson.decode, redis.call('GET', KEYS[1]) or '')
              return ok and type(value) == 'table' and tonumber(value.revision) or -1
            end
            """;

    /** Sets the value unless Redis holds a newer revision of it. KEYS: assignments. ARGV: revision, value. */
    private static final String PUT_IF_NEWER = HELD + """
            if held() > tonumber(ARGV[1]) then return 'old' end
            redis.call('SET', KEYS[1], ARGV[2])
            return 'applied'
            """;

    private static final String REVISION = HELD + "return held()";

    private final RedisCommands redis;
    private final RedisKeys keys;
    private final StoreConfig limits;

    public RedisAssignments(RedisCommands redis, RedisKeys keys, StoreConfig limits) {
        this.redis = redis;
        this.keys = keys;
        this.limits = limits;
    }

    public boolean configured() {
        return redis.configured();
    }

    /** The assignments, null if Redis does not hold them. */
    public Uni<Assignments> read() {
        return redis.run(limits.redisCommand(), Command.GET, List.of(keys.assignments()))
                .map(value -> value == null ? null : decode(value.toString()));
    }

    /**
     * The revision that Redis holds, to be asked often: the assignments themselves stay there.
     *
     * @return -1 if Redis holds none, or what is none
     */
    public Uni<Long> revision() {
        return redis.script(limits.redisCommand(), REVISION, List.of(keys.assignments()), List.of())
                .map(Response::toLong);
    }

    /** Writes them unless Redis holds newer ones. */
    public Uni<PutResult> write(Assignments assignments) {
        return redis.script(
                        limits.redisCommand(),
                        PUT_IF_NEWER,
                        List.of(keys.assignments()),
                        List.of(Long.toString(assignments.revision()), InventoryJson.write(assignments)))
                .map(answer -> "applied".equals(answer.toString()) ? PutResult.APPLIED : PutResult.OLD);
    }

    private static Assignments decode(String json) {
        try {
            return InventoryJson.read(json, Assignments.class);
        } catch (InventoryJson.UnreadableValue e) {
            throw new StoreException("Redis holds assignments that cannot be decoded", e);
        }
    }
}
