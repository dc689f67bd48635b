package io.labkeeper.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.TestServer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VmWatchIT {
    private static final VmRef VM = new VmRef("lab-a", 101);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void seesAStatusThatShowsForOneAnswerOnly() {
        // Given
        server.answerFirst(3, 200, page("stopped", "null"));
        server.answer(200, page("running", "{\"id\":\"7\",\"state\":\"submitted\"}"));

        // When
        try (VmWatch watch = new VmWatch(new Api("r1", server.url(), "t"), VM)) {
            VmWatch.Look running = watch.await("running", 0, LIMIT, look -> "running".equals(look.status()));

            // Then
            assertThat(running.pending()).isEqualTo("7");
            assertThat(watch.since(0))
                    .filteredOn(look -> "stopped".equals(look.status()))
                    .hasSize(3);
            assertThat(watch.since(running.at())).allMatch(look -> look.at() >= running.at());
        }
    }

    @Test
    void aBadAnswerIsALookToo() {
        // Given
        server.answer(503, "{}");

        // When
        try (VmWatch watch = new VmWatch(new Api("r1", server.url(), "t"), VM)) {
            VmWatch.Look look = watch.await("anything", 0, LIMIT, any -> true);

            // Then
            assertThat(look.status()).contains("503");
        }
    }

    @Test
    void whatDoesNotHappenInTimeIsNamed() {
        // Given
        server.answer(200, page("stopped", "null"));

        // When
        try (VmWatch watch = new VmWatch(new Api("r1", server.url(), "t"), VM)) {
            // Then
            assertThatThrownBy(() ->
                            watch.await("running", 0, Duration.ofMillis(200), look -> "running".equals(look.status())))
                    .isInstanceOf(ProveException.class)
                    .hasMessageContaining("r1: lab-a/101 running");
        }
    }

    private static String page(String status, String pending) {
        return "{\"vms\":[{\"cluster_id\":\"lab-a\",\"vmid\":101,\"status\":\"" + status + "\",\"pending_action\":"
                + pending + "}]}";
    }
}
