package io.labkeeper.worker.address.arp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.worker.address.Neighbour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArpSourceTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void it_is_off_unless_told_otherwise() {
        assertThat(new ArpSource(new TestArpConfig(Optional.empty(), Optional.empty(), Duration.ZERO)).configured())
                .isFalse();
        assertThat(new ArpSource(TestArpConfig.sweeping("10.0.0.0/24")).configured())
                .isTrue();
        assertThat(new ArpSource(TestArpConfig.reading(Path.of("/proc/net/arp"))).configured())
                .isTrue();
    }

    @Test
    void a_subnet_that_is_too_large_stops_the_start_and_is_named() {
        assertThatThrownBy(() -> new ArpSource(TestArpConfig.sweeping("10.0.0.0/24", "10.1.0.0/16")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("labkeeper.address.arp.subnets")
                .hasMessageContaining("10.1.0.0/16");
    }

    @Test
    void too_many_subnets_stop_the_start() {
        assertThatThrownBy(() -> new ArpSource(TestArpConfig.sweeping("10.0.0.0/20", "10.1.0.0/20", "10.2.0.0/24")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("labkeeper.address.arp.subnets")
                .hasMessageContaining("8192");
    }

    @Test
    void tables_are_read_without_a_sweep() throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "10.0.0.7 0x1 0x2 bc:24:11:00:00:0a * eth0\n");
        Path two = Files.writeString(folder.resolve("two"), "10.1.0.7 0x1 0x2 bc:24:11:00:00:0b * eth0\n");

        List<Neighbour> read =
                new ArpSource(TestArpConfig.reading(one, two)).read().await().atMost(SOON);

        assertThat(read).extracting(Neighbour::ip).containsExactly("10.0.0.7", "10.1.0.7");
    }

    @Test
    void a_table_that_is_missing_fails_and_names_the_property() {
        ArpSource source = new ArpSource(TestArpConfig.reading(folder.resolve("missing")));

        assertThatThrownBy(() -> source.read().await().atMost(SOON))
                .hasMessageContaining("labkeeper.address.arp.table")
                .hasMessageContaining("missing");
    }

    @Test
    void a_sweep_nudges_and_returns_what_the_table_shows_in_the_end() throws IOException {
        Path table = Files.writeString(folder.resolve("arp"), "127.0.0.1 0x1 0x2 bc:24:11:00:00:0a * lo\n");
        ArpSource source = new ArpSource(new TestArpConfig(
                Optional.of(List.of("127.0.0.8/31")), Optional.of(List.of(table)), Duration.ofMillis(100)));

        assertThat(source.read().await().atMost(SOON)).containsExactly(new Neighbour("BC:24:11:00:00:0A", "127.0.0.1"));
    }
}
