package io.labkeeper.bench.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.bench.run.Quantiles;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamPageTest {
    private static final String DATA =
            "data: {\"upserts\":[{\"cluster_id\":\"lab-a\",\"vmid\":10,\"status\":\"running\"},"
                    + "{\"cluster_id\":\"lab-a\",\"vmid\":105,\"name\":\"x\",\"status\":\"stopped\"}],\"removals\":[]}";

    private static StreamFigures figures(double slowest, int lost, long cut) {
        Quantiles told = Quantiles.of(List.of(12.0, slowest));
        return new StreamFigures(1000, 4321, told, lost, 10 << 10, 20 << 10, 1.5, told, cut);
    }

    @Test
    void promisesThatWereKeptAreToldFromThoseThatWereNot() {
        assertThat(StreamPage.of(figures(900, 0, 15_800)))
                .contains("(2 deliveries, 0 lost) | all within 1 s: yes |")
                .contains("| heap a client, KiB | 10.0 |")
                .contains("after, ms | 15800 | 15 s without progress: yes |");
        assertThat(StreamPage.of(figures(1_100, 0, 18_000)))
                .contains("all within 1 s: NO")
                .contains("15 s without progress: NO");
        assertThat(StreamPage.of(figures(900, 0, StreamFigures.NEVER))).contains("15 s without progress: NO");
        assertThat(StreamPage.of(figures(900, 1, 15_800))).contains("1 lost) | all within 1 s: NO");
    }

    @Test
    void aVmIsFoundByItsWholeNumberAndItsOwnStatus() {
        assertThat(Power.shows(DATA, Power.of(105, false))).isTrue();
        assertThat(Power.shows(DATA, Power.of(105, true))).isFalse();
        assertThat(Power.shows(DATA, Power.of(10, true))).isTrue();
        assertThat(Power.shows(DATA, Power.of(10, false))).isFalse();
        assertThat(Power.shows(DATA, Power.of(1, true))).isFalse();
    }
}
