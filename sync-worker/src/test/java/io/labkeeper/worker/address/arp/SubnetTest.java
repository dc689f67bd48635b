package io.labkeeper.worker.address.arp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SubnetTest {

    @Test
    void its_own_address_and_the_broadcast_address_are_nobodys() {
        assertThat(Subnet.parse("10.0.0.0/30").addresses()).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(Subnet.parse("10.0.0.0/31").addresses()).containsExactly("10.0.0.0", "10.0.0.1");
        assertThat(Subnet.parse("10.0.0.9/32").addresses()).containsExactly("10.0.0.9");
    }

    @Test
    void it_may_be_named_by_any_of_its_addresses() {
        assertThat(Subnet.parse("192.168.17.200/22").addresses())
                .hasSize(1022)
                .startsWith("192.168.16.1")
                .endsWith("192.168.19.254");
        assertThat(Subnet.parse("255.255.255.0/24").addresses()).endsWith("255.255.255.254");
    }

    @Test
    void the_largest_has_4096_addresses() {
        assertThat(Subnet.parse("10.0.0.0/20").addresses()).hasSize(4094);
        assertThatThrownBy(() -> Subnet.parse("10.0.0.0/19"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10.0.0.0/19 is too large");
    }

    @Test
    void what_is_no_ipv4_network_is_refused() {
        for (String wrong :
                new String[] {"", "10.0.0.0", "10.0.0/24", "10.0.0.256/24", "10.0.0.0/33", "2001:db8::/64"}) {
            assertThatThrownBy(() -> Subnet.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
