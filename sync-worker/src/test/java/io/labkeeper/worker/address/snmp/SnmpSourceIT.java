package io.labkeeper.worker.address.snmp;

import static io.labkeeper.worker.address.snmp.TestSnmpConfig.TestRouter.local;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.worker.address.Neighbour;
import io.labkeeper.worker.address.snmp.TestSnmpConfig.TestRouter;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snmp4j.PDU;

/** Reading the tables of real SNMP agents over UDP. */
class SnmpSourceIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String COMMUNITY = "not-for-the-log";

    @TempDir
    Path folder;

    private FakeRouter router;
    private SnmpSource source;

    @BeforeEach
    void a_router() throws IOException {
        router = FakeRouter.start(folder, COMMUNITY);
    }

    @AfterEach
    void ends() throws IOException {
        if (source != null) {
            source.close();
        }
        router.close();
    }

    @Test
    void both_tables_are_read() {
        router.physical("3.1.4.10.0.0.7", "bc:24:11:00:00:0a", 3, 1)
                .physical("3.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.7", "bc:24:11:00:00:0a", 3, 2)
                .physical("3.1.4.10.0.0.8", "bc:24:11:00:00:0b", 3, 7)
                .media("3.10.0.0.7", "bc:24:11:00:00:0a", 3)
                .media("3.10.0.0.9", "bc:24:11:00:00:0c", 3)
                .media("3.10.0.0.10", "bc:24:11:00:00:0d", 2);

        assertThat(read(TestSnmpConfig.of(local(router.port(), COMMUNITY))))
                .containsExactlyInAnyOrder(
                        new Neighbour("BC:24:11:00:00:0A", "10.0.0.7"),
                        new Neighbour("BC:24:11:00:00:0A", "2001:db8::7"),
                        new Neighbour("BC:24:11:00:00:0C", "10.0.0.9"));
    }

    @Test
    void a_large_table_takes_few_questions_each_for_many_rows() {
        for (int i = 0; i < 240; i++) {
            router.physical("3.1.4.10.0.1." + i, "bc:24:11:00:01:%02x".formatted(i), 3, 1);
        }

        assertThat(read(TestSnmpConfig.of(local(router.port(), COMMUNITY)))).hasSize(240);
        assertThat(router.questions()).containsOnly(PDU.GETBULK).hasSizeLessThan(50);
    }

    @Test
    void a_router_with_neither_table_knows_nobody() {
        assertThat(read(TestSnmpConfig.of(local(router.port(), COMMUNITY)))).isEmpty();
    }

    @Test
    void rows_beyond_the_bound_are_left_out() {
        for (int i = 0; i < 100; i++) {
            router.media("3.10.0.1." + i, "bc:24:11:00:01:%02x".formatted(i), 3);
        }

        assertThat(read(new TestSnmpConfig(Optional.of(List.of(local(router.port(), COMMUNITY))), 60)))
                .hasSize(60);
    }

    @Test
    void a_silent_router_and_a_wrong_community_cost_the_others_nothing_and_no_secret_is_logged() throws IOException {
        router.media("3.10.0.0.9", "bc:24:11:00:00:0c", 3);
        List<String> log = new CopyOnWriteArrayList<>();
        Handler recorder = recorder(log);
        Logger logger = Logger.getLogger(SnmpSource.class.getName());
        logger.addHandler(recorder);
        try (DatagramSocket deaf = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            List<Neighbour> read = read(TestSnmpConfig.of(
                    local(deaf.getLocalPort(), COMMUNITY),
                    local(router.port(), "wrong-" + COMMUNITY),
                    local(router.port(), COMMUNITY),
                    new TestRouter("no-such-router.invalid", 161, Optional.of(COMMUNITY), Optional.empty())));

            assertThat(read).containsExactly(new Neighbour("BC:24:11:00:00:0C", "10.0.0.9"));
            assertThat(log).hasSize(3).noneMatch(line -> line.contains(COMMUNITY));
        } finally {
            logger.removeHandler(recorder);
        }
    }

    @Test
    void if_no_router_answers_the_source_cannot_be_read() {
        assertThatThrownBy(() -> read(TestSnmpConfig.of(local(router.port(), "wrong"))))
                .hasMessageContaining("no router has answered");
    }

    @Test
    void a_community_in_a_file_is_read_anew_each_time() throws IOException {
        router.media("3.10.0.0.9", "bc:24:11:00:00:0c", 3);
        Path file = Files.writeString(folder.resolve("community"), "old\n");
        source = new SnmpSource(
                TestSnmpConfig.of(new TestRouter("127.0.0.1", router.port(), Optional.empty(), Optional.of(file))));
        assertThatThrownBy(() -> source.read().await().atMost(SOON)).hasMessageContaining("no router");

        Files.writeString(file, COMMUNITY + "\n");

        assertThat(source.read().await().atMost(SOON)).hasSize(1);
    }

    @Test
    void a_router_without_community_stops_the_start_and_is_named() {
        TestRouter none = new TestRouter("127.0.0.1", 161, Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> new SnmpSource(TestSnmpConfig.of(local(161, COMMUNITY), none)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("labkeeper.address.snmp.routers[1]")
                .hasMessageNotContaining(COMMUNITY);
        assertThat(new SnmpSource(new TestSnmpConfig(Optional.empty(), 10)).configured())
                .isFalse();
    }

    private List<Neighbour> read(SnmpConfig config) {
        source = new SnmpSource(config);
        return source.read().await().atMost(SOON);
    }

    private static Handler recorder(List<String> log) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                log.add(
                        record instanceof org.jboss.logmanager.ExtLogRecord extended
                                ? extended.getFormattedMessage()
                                : record.getMessage());
            }

            @Override
            public void flush() {
                // Nothing is held back.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
