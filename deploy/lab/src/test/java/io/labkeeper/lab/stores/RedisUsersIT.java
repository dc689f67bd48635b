package io.labkeeper.lab.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.embedded.RedisConnection;
import io.labkeeper.embedded.RedisServer;
import io.labkeeper.lab.state.LabDir;
import io.labkeeper.lab.state.PrivateFiles;
import io.labkeeper.lab.state.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisUsersIT {
    private static final String VMS = "labkeeper:{lab-a}:vms";
    private static final String READ_SCRIPT = "return redis.call('HGETALL', KEYS[1])";
    private static final String WRITE_SCRIPT =
            "redis.call('HSET', KEYS[1], '100', 'x') redis.call('PUBLISH', ARGV[1], 'm') return 'applied'";

    @TempDir
    static Path dir;

    private static Secrets secrets;
    private static RedisServer redis;

    @BeforeAll
    static void start() {
        secrets = new Secrets(LabDir.of(dir));
        Path acl = PrivateFiles.write(dir.resolve("users.acl"), RedisUsers.aclFile(secrets));
        redis = RedisServer.settings().withAclFile(acl).start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void the_worker_writes_the_inventory_and_announces_it_in_one_script() throws Exception {
        try (RedisConnection worker = as(RedisUsers.WORKER)) {
            assertThat(worker.command("EVAL", WRITE_SCRIPT, "1", VMS, "labkeeper:feed"))
                    .isEqualTo("applied");
            assertThat(worker.command("SADD", "labkeeper:clusters", "lab-a")).isInstanceOf(Long.class);
            assertThat(worker.command("DEL", "labkeeper:{lab-b}:metrics")).isEqualTo(0L);
        }
    }

    @Test
    void the_worker_reaches_neither_assignments_nor_foreign_keys() throws Exception {
        try (RedisConnection worker = as(RedisUsers.WORKER)) {
            refused(worker, "SET", "labkeeper:assignments", "{}");
            refused(worker, "GET", "labkeeper:assignments");
            refused(worker, "SET", "other", "1");
            refused(worker, "EVAL", WRITE_SCRIPT, "1", "labkeeper:other", "labkeeper:feed");
        }
    }

    @Test
    void inventory_reads_everything_and_writes_only_the_cache() throws Exception {
        try (RedisConnection inventory = as(RedisUsers.INVENTORY)) {
            assertThat(inventory.command("EVAL_RO", READ_SCRIPT, "1", VMS)).isNotNull();
            assertThat(inventory.command("SMEMBERS", "labkeeper:clusters")).isNotNull();
            assertThat(inventory.command("GET", "labkeeper:assignments")).isNull();
            assertThat(inventory.command("SET", "labkeeper:cache:stats:all", "1", "PX", "3000"))
                    .isEqualTo("OK");
            refused(inventory, "HSET", VMS, "100", "forged");
            refused(inventory, "EVAL", WRITE_SCRIPT, "1", VMS, "labkeeper:feed");
            refused(inventory, "SADD", "labkeeper:clusters", "forged");
            refused(inventory, "SET", "labkeeper:assignments", "forged");
        }
    }

    @Test
    void action_writes_assignments_and_does_not_see_the_inventory() throws Exception {
        try (RedisConnection action = as(RedisUsers.ACTION)) {
            assertThat(action.command("EVAL", "return redis.call('SET', KEYS[1], 'a')", "1", "labkeeper:assignments"))
                    .isEqualTo("OK");
            assertThat(action.command("DEL", "labkeeper:assignments")).isEqualTo(1L);
            refused(action, "HGETALL", VMS);
        }
    }

    @Test
    void all_services_use_the_feed_and_their_echo_and_no_other_channel() throws Exception {
        for (String user : new String[] {RedisUsers.WORKER, RedisUsers.ACTION, RedisUsers.INVENTORY}) {
            try (RedisConnection publisher = as(user);
                    RedisConnection subscriber = as(user)) {
                assertThat(publisher.command("PUBLISH", "labkeeper:feed", "m")).isInstanceOf(Long.class);
                assertThat(publisher.command("PUBLISH", "labkeeper:echo:inventory-service-1-ab12", "b"))
                        .isInstanceOf(Long.class);
                refused(publisher, "PUBLISH", "other", "m");
                assertThat(subscriber.command("SUBSCRIBE", "labkeeper:feed")).isNotNull();
            }
        }
    }

    @Test
    void no_service_may_do_what_is_dangerous() throws Exception {
        for (String user : new String[] {RedisUsers.WORKER, RedisUsers.ACTION, RedisUsers.INVENTORY}) {
            try (RedisConnection service = as(user)) {
                refused(service, "FLUSHALL");
                refused(service, "KEYS", "*");
                refused(service, "CONFIG", "GET", "*");
                refused(service, "CLIENT", "KILL", "TYPE", "pubsub");
                refused(service, "ACL", "LIST");
                refused(service, "SHUTDOWN");
            }
        }
    }

    @Test
    void the_user_for_tests_may_do_everything_and_nobody_comes_in_without_a_password() throws Exception {
        try (RedisConnection anyone = new RedisConnection("127.0.0.1", redis.port(), Duration.ofSeconds(2))) {
            assertThatThrownBy(() -> anyone.command("GET", "x")).hasMessageStartingWith("NOAUTH");
        }
        try (RedisConnection everything = as(RedisUsers.EVERYTHING)) {
            assertThat(everything.command("CONFIG", "GET", "maxmemory")).isNotNull();
        }
    }

    private static void refused(RedisConnection connection, String... command) {
        assertThatThrownBy(() -> connection.command(command))
                .hasMessageMatching("(ERR .*)?.*NOPERM.*|.*No permissions.*");
    }

    private static RedisConnection as(String user) throws IOException {
        RedisConnection connection = new RedisConnection("127.0.0.1", redis.port(), Duration.ofSeconds(2));
        connection.command("AUTH", user, RedisUsers.password(secrets, user));
        return connection;
    }
}
