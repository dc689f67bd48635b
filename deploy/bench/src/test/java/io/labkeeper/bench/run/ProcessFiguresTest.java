package io.labkeeper.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessFiguresTest {

    @Test
    void theTimeIsThatOfUserAndSystemWhateverTheNameOfTheProgram() {
        String stat = "4711 (a (b) c) S 1 4711 4711 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 30 0 12345 1000 200";

        assertThat(ProcessFigures.processorMillis(stat)).isEqualTo(3_000);
        assertThat(ProcessFigures.processorMillis("")).isZero();
    }

    @Test
    void theHeapIsBothGenerationsAndNotTheMetaspace() {
        String info = """
                4711:
                 def new generation   total 157248K, used 1024K [0x1, 0x2, 0x3)
                  eden space 139776K,   1% used [0x1, 0x2, 0x3)
                 tenured generation   total 349568K, used 2048K [0x1, 0x2, 0x3)
                   the space 349568K,   0% used [0x1, 0x2, 0x3, 0x4)
                 Metaspace       used 90000K, committed 91000K, reserved 1114112K
                """;

        assertThat(ProcessFigures.heap(info)).isEqualTo(3 << 20);
    }
}
