package io.labkeeper.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private final Faults faults = new Faults(1);

    private static Fault fault(String method, String path) {
        return Fault.always(FaultKind.HANG, method, path, Fault.Effect.NONE);
    }

    @Test
    void aStarStandsForAnythingAndOtherSignsForThemselves() {
        faults.add(fault("GET", "/nodes/*/config"));

        assertThat(faults.strike("GET", "/nodes/pve1/qemu/100/config", null)).isPresent();
        assertThat(faults.strike("GET", "/nodes/pve1/qemu/100/status", null)).isEmpty();
        assertThat(faults.strike("POST", "/nodes/pve1/qemu/100/config", null)).isEmpty();
    }

    @Test
    void theFirstThatFitsStrikes() {
        faults.add(fault("GET", "/version").times(1));
        faults.add(Fault.always(FaultKind.RESET, null, "*", Fault.Effect.NONE));

        assertThat(faults.strike("GET", "/version", null)).map(Fault::kind).contains(FaultKind.HANG);
        assertThat(faults.strike("GET", "/version", null)).map(Fault::kind).contains(FaultKind.RESET);
    }

    @Test
    void probabilityDecidesHowOften() {
        faults.add(fault("GET", "*").withProbability(0.3));

        long struck = IntStream.range(0, 1000)
                .filter(i -> faults.strike("GET", "/x", null).isPresent())
                .count();

        assertThat(struck).isBetween(230L, 370L);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> fault("GET", "*").withProbability(1.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fault("GET", "*").times(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
