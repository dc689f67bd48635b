package io.labkeeper.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.e2e.ProveException;
import org.junit.jupiter.api.Test;

class WrkTest {

    @Test
    void whatOurScriptPrintsIsUnderstoodAmongAllElse() {
        Wrk.Result result = Wrk.parsed("""
                Running 2s test @ http://127.0.0.1:8081/api/vms
                Requests/sec:   1000.00
                RESULT requests=2000 micros=2000000 status=3 broken=1 bytes=900 p50=1500 p99=9000
                """);

        assertThat(result).isEqualTo(new Wrk.Result(2000, 2000, 3, 1, 900, 1.5, 9));
        assertThat(result.perSecond()).isEqualTo(1000);
    }

    @Test
    void whatIsNotUnderstoodIsShown() {
        assertThatThrownBy(() -> Wrk.parsed("unable to connect"))
                .isInstanceOf(ProveException.class)
                .hasMessageContaining("unable to connect");
    }
}
