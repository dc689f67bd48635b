package io.labkeeper.bench.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChangesPageTest {
    private static final Instant START = Instant.parse("2026-01-15T10:00:00Z");
    private static final Map<Long, Instant> COMMITTED =
            new TreeMap<>(Map.of(5L, START, 6L, START.plusMillis(10), 7L, START.plusMillis(20)));

    @Test
    void aRevisionIsSeenWhenItOrALaterOneIsShown() {
        Lag lag = Lag.of("all well", 1_500L, 300, COMMITTED, revision -> START.plusMillis(revision <= 6 ? 30 : 40));

        assertThat(lag.commits()).isEqualTo(3);
        assertThat(lag.millis().min()).isEqualTo(20);
        assertThat(lag.millis().max()).isEqualTo(30);
        assertThat(ChangesPage.of(List.of(lag)))
                .contains("| all well | 300 | 3 | 0 | p50 20.0, p99 30.0, max 30.0 | ≤ 1500: yes |");
    }

    @Test
    void whatWasNeverSeenBreaksThePromise() {
        Lag lag = Lag.of("Redis gone", 3_000L, 1, COMMITTED, revision -> revision == 5 ? START : null);

        assertThat(lag.unseen()).isEqualTo(2);
        assertThat(ChangesPage.of(List.of(lag))).contains("≤ 3000: NO");
    }

    @Test
    void onlyAnAnnouncementOfAChangeIsLostByTheGate() {
        String changed = "*3\r\n$7\r\nmessage\r\n$14\r\nlabkeeper:feed\r\n$30\r\n{\"v\":1,\"kind\":\"changed\"}\r\n";

        assertThat(announces(changed)).isTrue();
        assertThat(announces(changed.replace('*', '>'))).isTrue();
        assertThat(announces(changed.replace("changed", "metrics"))).isFalse();
        assertThat(announces("$30\r\n{\"kind\":\"changed\"}\r\n")).isFalse();
    }

    private static boolean announces(String piece) {
        byte[] bytes = piece.getBytes(StandardCharsets.US_ASCII);
        return RedisGate.announces(bytes, bytes.length);
    }
}
