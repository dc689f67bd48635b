package io.labkeeper.testing;

import io.labkeeper.embedded.PostgresServer;
import io.labkeeper.embedded.RedisServer;
import io.labkeeper.embedded.TcpProxy;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Real Postgres and Redis for a test run, each behind a proxy that can break it. Started once per JVM, with the roles and
 * the schema of production; a service under test logs in under its own role, whose name is its default.
 *
 * <pre>{@code
 * @QuarkusTest
 * @QuarkusTestResource(Stores.class)
 * class SomethingIT {
 *     @BeforeEach void clean() { Stores.empty(); }
 * }
 * }</pre>
 */
public final class Stores implements QuarkusTestResourceLifecycleManager {

    private record Running(
            TestPostgres postgres, TestRedis redis, TcpProxy postgresProxy, TcpProxy redisProxy, Vertx vertx) {}

    private static Running running;

    @Override
    public Map<String, String> start() {
        Running stores = running();
        return Map.of(
                "POSTGRES_URL",
                "postgresql://127.0.0.1:" + stores.postgresProxy().port() + "/"
                        + stores.postgres().database(),
                "POSTGRES_PASSWORD",
                Schema.PASSWORD,
                "POSTGRES_OWNER_USER",
                "labkeeper_owner",
                "POSTGRES_OWNER_PASSWORD",
                Schema.PASSWORD,
                "REDIS_URL",
                "redis://127.0.0.1:" + stores.redisProxy().port());
    }

    /** Leaves the servers running for the next test class: they end with the JVM. */
    @Override
    public void stop() {
        postgresProxy().up();
        redisProxy().up();
    }

    private static synchronized Running running() {
        if (running == null) {
            try {
                TestPostgres postgres = TestPostgres.obtain();
                Schema.create(postgres);
                TestRedis redis = TestRedis.obtain();
                running = new Running(
                        postgres,
                        redis,
                        TcpProxy.start(0, postgres.host(), postgres.port()),
                        TcpProxy.start(0, redis.host(), redis.port()),
                        Vertx.vertx());
            } catch (SQLException e) {
                throw new IllegalStateException("no Postgres for the tests", e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return running;
    }

    /** What stands between the service and Postgres. */
    public static TcpProxy postgresProxy() {
        return running().postgresProxy();
    }

    /** What stands between the service and Redis. */
    public static TcpProxy redisProxy() {
        return running().redisProxy();
    }

    /**
     * The Postgres process, to be killed.
     *
     * @throws IllegalStateException if it is not ours
     */
    public static PostgresServer postgresServer() {
        return running()
                .postgres()
                .server()
                .orElseThrow(() -> new IllegalStateException("Postgres is not ours to kill"));
    }

    /**
     * The Redis process, to be killed.
     *
     * @throws IllegalStateException if it is not ours
     */
    public static RedisServer redisServer() {
        return running().redis().server().orElseThrow(() -> new IllegalStateException("Redis is not ours to kill"));
    }

    /** A connection past the proxy, as superuser. */
    public static Connection connect() {
        try {
            return Schema.connect(running().postgres());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a statement past the proxy, as superuser. */
    public static void sql(String statement) {
        try (Connection connection = connect();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of the first row, as text; null if there is no row. */
    public static String value(String query) {
        try (Connection connection = connect();
                var sql = connection.createStatement();
                var rows = sql.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a Redis command past the proxy. */
    public static Response redis(Command command, String... arguments) {
        Redis client = Redis.createClient(
                running().vertx(),
                "redis://" + running().redis().host() + ":" + running().redis().port());
        try {
            Request request = Request.cmd(command);
            for (String argument : arguments) {
                request.arg(argument);
            }
            return client.send(request)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(command + " failed", e);
        } finally {
            client.close();
        }
    }

    /** Both stores empty, both proxies passing. */
    public static void empty() {
        try {
            postgresProxy().up();
            redisProxy().up();
            Schema.empty(running().postgres());
            redis(Command.FLUSHALL);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
