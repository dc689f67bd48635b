package io.labkeeper.cache.redis;

import io.labkeeper.store.StoreException;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Redis commands that end: the reactive client has no time-out of its own, so a frozen server would hold every caller for
 * ever. Fails with {@link StoreException} only.
 */
@ApplicationScoped
public class RedisCommands {
    private final RedisConfig config;
    private final Instance<ReactiveRedisDataSource> dataSource;

    public RedisCommands(RedisConfig config, Instance<ReactiveRedisDataSource> dataSource) {
        this.config = config;
        this.dataSource = dataSource;
    }

    /** Whether there is a Redis at all. */
    public boolean configured() {
        return config.url().isPresent();
    }

    /** Runs one command; the item is null where Redis answers nil. */
    public Uni<Response> run(Duration limit, Command command, List<String> arguments) {
        if (!configured()) {
            return Uni.createFrom().failure(new StoreException("no Redis is configured"));
        }
        return Uni.createFrom()
                .deferred(() -> dataSource.get().execute(command, arguments.toArray(String[]::new)))
                .ifNoItem()
                .after(limit)
                .failWith(() -> new StoreException("Redis did not answer within " + limit.toMillis() + " ms"))
                .onFailure(failure -> !(failure instanceof StoreException))
                .transform(failure -> new StoreException("Redis refused: " + failure.getMessage(), failure));
    }

    /** Runs a script as one atomic step. */
    Uni<Response> script(Duration limit, String script, List<String> keys, List<String> arguments) {
        return script(limit, Command.EVAL, script, keys, arguments);
    }

    /** Runs a script that only reads; all that a user with read rights on the keys may run (Redis 7 and newer). */
    Uni<Response> readScript(Duration limit, String script, List<String> keys, List<String> arguments) {
        return script(limit, Command.EVAL_RO, script, keys, arguments);
    }

    private Uni<Response> script(
            Duration limit, Command eval, String script, List<String> keys, List<String> arguments) {
        List<String> all = new ArrayList<>(2 + keys.size() + arguments.size());
        all.add(script);
        all.add(Integer.toString(keys.size()));
        all.addAll(keys);
        all.addAll(arguments);
        return run(limit, eval, all);
    }
}
