package io.labkeeper.worker.address.arp;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.worker.address.Neighbour;
import org.junit.jupiter.api.Test;

class ArpTableTest {
    private static final String HEADINGS =
            "IP address       HW type     Flags       HW address            Mask     Device\n";

    @Test
    void a_neighbour_is_read_whatever_the_case_of_its_mac() {
        String table = HEADINGS
                + "10.0.0.7         0x1         0x2         bc:24:11:00:00:0a     *        eth0\n"
                + "10.0.0.8         0x1         0x6         BC:24:11:00:00:0B     *        eth0\n";

        assertThat(ArpTable.parse(table.lines()))
                .containsExactly(
                        new Neighbour("BC:24:11:00:00:0A", "10.0.0.7"), new Neighbour("BC:24:11:00:00:0B", "10.0.0.8"));
    }

    @Test
    void whoever_has_not_answered_is_no_neighbour() {
        String table = HEADINGS
                + "10.0.0.7         0x1         0x0         00:00:00:00:00:00     *        eth0\n"
                + "10.0.0.8         0x1         0x0         bc:24:11:00:00:0a     *        eth0\n"
                + "10.0.0.9         0x1         0x2         00:00:00:00:00:00     *        eth0\n";

        assertThat(ArpTable.parse(table.lines())).isEmpty();
    }

    @Test
    void what_is_no_line_of_a_table_is_passed_over() {
        String table = HEADINGS
                + "\n"
                + "10.0.0.7\n"
                + "10.0.0.7 0x1 what bc:24:11:00:00:0a * eth0\n"
                + "fe80::1 0x1 0x2 bc:24:11:00:00:0a * eth0\n"
                + "10.0.0.8 0x1 0x2 bc:24:11:00:00 * eth0\n"
                + "10.0.0.9 0x1 0x2 01:00:5e:00:00:01 * eth0\n"
                + "10.0.0.10 0x1 0x2 bc:24:11:00:00:0c * eth0 and more columns of a newer kernel";

        assertThat(ArpTable.parse(table.lines())).containsExactly(new Neighbour("BC:24:11:00:00:0C", "10.0.0.10"));
    }

    @Test
    void a_table_without_headings_or_lines_is_read_as_well() {
        assertThat(ArpTable.parse("".lines())).isEmpty();
        assertThat(ArpTable.parse("10.0.0.7 0x1 0x2 bc:24:11:00:00:0a * eth0".lines()))
                .hasSize(1);
    }
}
