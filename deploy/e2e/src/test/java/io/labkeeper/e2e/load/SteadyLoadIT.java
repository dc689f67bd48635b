package io.labkeeper.e2e.load;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.e2e.TestServer;
import io.labkeeper.e2e.api.Version;
import io.labkeeper.e2e.load.SteadyLoad.Target;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SteadyLoadIT {
    private final History history = new History();
    private TestServer first;
    private TestServer second;

    @BeforeEach
    void start() {
        first = new TestServer();
        second = new TestServer();
        first.answer(200, "{}");
        second.answer(200, "{}");
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @Test
    void asksAllTargetsInTurnAtTheRate() {
        // Given
        long begin = System.nanoTime();
        SteadyLoad load = load(100);
        await().atMost(ofSeconds(20)).until(() -> load.report().answered() >= 100);

        // When
        LoadReport report = load.stop();

        // Then
        double seconds = (System.nanoTime() - begin) / 1e9;
        assertThat(report.allGood()).isTrue();
        assertThat(report.answered()).isLessThanOrEqualTo((long) (seconds * 100) + 1);
        assertThat(Math.abs(first.requests() - second.requests())).isLessThanOrEqualTo(1);
    }

    @Test
    void countsEveryAnswerExactlyOnce() {
        // Given
        first.answerFirst(3, 503, "{}");
        SteadyLoad load = load(200);
        await().atMost(ofSeconds(20)).until(() -> load.report().answered() >= 40);

        // When
        LoadReport report = load.stop();

        // Then
        assertThat(report.serverErrors()).isEqualTo(3);
        assertThat(report.answered()).isEqualTo(first.requests() + second.requests());
    }

    @Test
    void requestsThatNobodyAnswersAreCountedToo() {
        // Given
        second.close();
        SteadyLoad load = load(100);
        await().atMost(ofSeconds(20)).until(() -> load.report().unanswered() >= 10);

        // When
        LoadReport report = load.stop();

        // Then
        assertThat(report.allGood()).isFalse();
        assertThat(report.answered()).isEqualTo(first.requests());
        assertThat(report.examples().get(0)).startsWith("second /api/vms: ");
    }

    @Test
    void keepsTheVersionsThatEachReplicaShows() {
        // Given
        first.header("Labkeeper-Revision", "lab-a=1.42, lab-b=2.7");
        SteadyLoad load = load(100);
        await().atMost(ofSeconds(20)).until(() -> load.report().answered() >= 10);

        // When
        load.stop();

        // Then
        assertThat(history.sightings()).containsOnlyKeys("first");
        assertThat(history.sightings().get("first")).hasSize(first.requests()).allSatisfy(sighting -> assertThat(
                        sighting.versions())
                .containsEntry("lab-a", new Version(1, 42))
                .containsEntry("lab-b", new Version(2, 7)));
    }

    private SteadyLoad load(int perSecond) {
        List<Target> targets = List.of(
                new Target("first", URI.create(first.url() + "/api/vms"), "t"),
                new Target("second", URI.create(second.url() + "/api/vms"), "t"));
        return new SteadyLoad(perSecond, targets, history);
    }
}
