package io.labkeeper.e2e.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.e2e.TestServer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.load.History.Accepted;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActionsEndOnceIT {
    private static final Accepted START = new Accepted("7", new VmRef("lab-a", 101), "start");

    private TestServer first;
    private TestServer second;

    @BeforeEach
    void start() {
        first = new TestServer();
        second = new TestServer();
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @Test
    void oneEndThatAllReplicasTellAlikeHolds() {
        // Given
        first.answer(200, "{\"id\":\"7\",\"state\":\"succeeded\"}");
        second.answer(200, "{\"id\":\"7\",\"state\":\"succeeded\"}");

        // When
        CheckResult result = check(Map.of("7", 1L));

        // Then
        assertThat(result).isEqualTo(new CheckResult(true, "1 accepted actions, 0 violations"));
    }

    @Test
    void anActionThatIsOpenAtFirstIsWaitedFor() {
        // Given
        first.answerFirst(3, 200, "{\"id\":\"7\",\"state\":\"submitted\"}");
        first.answer(200, "{\"id\":\"7\",\"state\":\"failed\"}");
        second.answer(200, "{\"id\":\"7\",\"state\":\"failed\"}");

        // When
        CheckResult result = check(Map.of("7", 1L));

        // Then
        assertThat(result.holds()).isTrue();
    }

    @Test
    void twoRecordedEndsAreAViolation() {
        // Given
        first.answer(200, "{\"id\":\"7\",\"state\":\"succeeded\"}");
        second.answer(200, "{\"id\":\"7\",\"state\":\"succeeded\"}");

        // When
        CheckResult result = check(Map.of("7", 2L));

        // Then
        assertThat(result.holds()).isFalse();
        assertThat(result.measured()).contains("action 7 has 2 recorded ends");
    }

    @Test
    void replicasThatDifferAreAViolation() {
        // Given
        first.answer(200, "{\"id\":\"7\",\"state\":\"succeeded\"}");
        second.answer(200, "{\"id\":\"7\",\"state\":\"failed\"}");

        // When
        CheckResult result = check(Map.of("7", 1L));

        // Then
        assertThat(result.holds()).isFalse();
        assertThat(result.measured()).contains("the replicas differ about action 7");
    }

    @Test
    void anAcceptedActionThatIsForgottenIsAViolation() {
        // Given
        first.answer(404, "{}");

        // When
        CheckResult result = check(Map.of());

        // Then
        assertThat(result.holds()).isFalse();
        assertThat(result.measured()).contains("start of lab-a/101", "404");
    }

    private CheckResult check(Map<String, Long> recordedEnds) {
        List<Api> replicas = List.of(new Api("first", first.url(), "t"), new Api("second", second.url(), "t"));
        return new ActionsEndOnce(() -> recordedEnds, replicas).check(List.of(START));
    }
}
