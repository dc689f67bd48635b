package io.labkeeper.worker.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.inventory.Address;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.draft.VmDraft;
import io.netty.channel.ConnectTimeoutException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbingTest {
    private static final VmRecord VM = Vms.running("lab-a/101");

    @Test
    void a_network_contains_the_addresses_with_its_prefix_in_its_own_family() {
        Networks networks = Networks.of(List.of("10.1.128.0/17", " 192.168.7.7/32 ", "fd00:1::/32"));

        assertThat(networks.contain("10.1.128.0")).isTrue();
        assertThat(networks.contain("10.1.255.255")).isTrue();
        assertThat(networks.contain("10.1.127.255")).isFalse();
        assertThat(networks.contain("192.168.7.7")).isTrue();
        assertThat(networks.contain("192.168.7.6")).isFalse();
        assertThat(networks.contain("fd00:1:2::3")).isTrue();
        assertThat(networks.contain("fd00:2::3")).isFalse();
        assertThat(networks.contain("not-an-address")).isFalse();
        assertThat(Networks.of(List.of("0.0.0.0/0")).contain("8.8.8.8")).isTrue();
        assertThat(Networks.of(List.of("0.0.0.0/0")).contain("fd00::1")).isFalse();
    }

    @Test
    void what_is_no_network_is_refused_by_the_name_of_the_setting() {
        for (String text : List.of("10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "lab.example/8", "fd00::/129", "")) {
            assertThatThrownBy(() -> Networks.of(List.of(text)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("labkeeper.probe.networks")
                    .hasMessageContaining("\"" + text + "\"");
        }
    }

    @Test
    void only_running_vms_with_an_address_in_the_networks_are_worth_a_connection() {
        Candidates candidates = new Candidates(ProbeSettings.USUAL);

        assertThat(candidates.worthIt(VM.vm())).isTrue();
        assertThat(candidates.worthIt(Vms.stopped("lab-a/101").vm())).isFalse();
        assertThat(candidates.worthIt(
                        Vms.withStatus("lab-a/101", VmStatus.PAUSED).vm()))
                .isFalse();
        assertThat(candidates.worthIt(at(null).vm())).isFalse();
        assertThat(candidates.worthIt(at("192.168.1.1").vm())).isFalse();
        assertThat(candidates.worthIt(VmDraft.of(VM).template(true).build().vm()))
                .isFalse();
        assertThat(new Candidates(ProbeSettings.USUAL.off()).worthIt(VM.vm())).isFalse();
    }

    @Test
    void loopback_and_link_local_addresses_are_never_tried() {
        Candidates everything =
                new Candidates(new ProbeSettings(true, List.of("0.0.0.0/0", "::/0"), 32, ProbeSettings.USUAL.limit()));

        for (String ip : List.of("127.0.0.1", "169.254.1.1", "::1", "fe80::1", "::ffff:127.0.0.1", "0.0.0.0")) {
            assertThat(everything.worthIt(at(ip).vm())).as(ip).isFalse();
        }
        assertThat(everything.worthIt(at("192.168.1.1").vm())).isTrue();
    }

    @Test
    void of_a_vm_whose_status_is_not_known_nothing_is_tried_and_nothing_forgotten() {
        Candidates candidates = new Candidates(ProbeSettings.USUAL);
        VmRecord unknown = Vms.withStatus("lab-a/101", VmStatus.UNKNOWN);

        assertThat(candidates.worthIt(unknown.vm())).isFalse();
        assertThat(candidates.hopeless(unknown.vm())).isFalse();
    }

    @Test
    void the_ways_in_which_a_connection_fails() {
        assertThat(ProbeOutcome.of(new ConnectException("Connection refused"))).isEqualTo(ProbeOutcome.REFUSED);
        assertThat(ProbeOutcome.of(new ConnectTimeoutException("timed out"))).isEqualTo(ProbeOutcome.SILENT);
        assertThat(ProbeOutcome.of(new NoRouteToHostException("no such host"))).isEqualTo(ProbeOutcome.SILENT);
        assertThat(ProbeOutcome.of(new SocketException("Network is unreachable")))
                .isEqualTo(ProbeOutcome.NOT_RUN);
        assertThat(ProbeOutcome.of(new BindException("no port left"))).isEqualTo(ProbeOutcome.NOT_RUN);
        assertThat(ProbeOutcome.of(new java.io.IOException("Too many open files")))
                .isEqualTo(ProbeOutcome.NOT_RUN);
    }

    private static VmRecord at(String ip) {
        List<Address> addresses =
                ip == null ? List.of() : List.of(new Address(ip, VM.vm().mac(), "agent", Vms.SEEN));
        return VmDraft.of(VM)
                .addresses(
                        addresses,
                        ip == null ? null : addresses.get(0),
                        VM.internal().macs())
                .build();
    }
}
