package io.labkeeper.testing;

import io.labkeeper.embedded.RedisServer;
import java.net.URI;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;

/**
 * A Redis for tests, without password.
 *
 * @param server the process, where we started it ourselves and can therefore kill it
 */
record TestRedis(String host, int port, Optional<RedisServer> server) {

    /** What {@code TEST_REDIS_URL} names, else a container where Docker works, else an embedded server. */
    static TestRedis obtain() {
        String external = System.getenv("TEST_REDIS_URL");
        if (external != null && !external.isBlank()) {
            System.out.println("tests use the external Redis of TEST_REDIS_URL");
            URI url = URI.create(external);
            return new TestRedis(url.getHost(), url.getPort() < 0 ? 6379 : url.getPort(), Optional.empty());
        }
        if (Docker.works()) {
            System.out.println("tests use a Redis container");
            return container();
        }
        System.out.println("tests use an embedded Redis");
        RedisServer server = RedisServer.settings().start();
        return new TestRedis("127.0.0.1", server.port(), Optional.of(server));
    }

    @SuppressWarnings("resource") // ends with the JVM, by Testcontainers' own watch
    private static TestRedis container() {
        GenericContainer<?> redis = new GenericContainer<>("redis:7").withExposedPorts(6379);
        redis.start();
        return new TestRedis(redis.getHost(), redis.getMappedPort(6379), Optional.empty());
    }
}
