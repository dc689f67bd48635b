package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AddressesTest {

    @Test
    void theAgentsAnswerIsReadWithLoopbackAndMissingPrefixes() {
        List<GuestInterface> interfaces = Addresses.interfaces(GuestType.QEMU, Json.of("""
                {'result':[
                  {'name':'lo','hardware-address':'00:00:00:00:00:00','ip-addresses':[
                     {'ip-address':'127.0.0.1','ip-address-type':'ipv4','prefix':8}]},
                  {'name':'eth0','hardware-address':'bc:24:11:2a:3b:4c','ip-addresses':[
                     {'ip-address':'10.0.0.5','ip-address-type':'ipv4'},
                     {'ip-address':'fe80::1%2','ip-address-type':'ipv6','prefix':64}],'statistics':{'rx-bytes':1}},
                  {'name':'tunl0'}]}"""));

        assertThat(interfaces)
                .containsExactly(
                        new GuestInterface("lo", "00:00:00:00:00:00", List.of("127.0.0.1")),
                        new GuestInterface("eth0", "bc:24:11:2a:3b:4c", List.of("10.0.0.5", "fe80::1")),
                        new GuestInterface("tunl0", null, List.of()));
    }

    @Test
    void anOldContainerNamesOneAddressAFamily() {
        assertThat(Addresses.interfaces(GuestType.LXC, Json.of("""
                [{'name':'eth0','hwaddr':'bc:24:11:aa:bb:cc','inet':'192.168.7.20/24','inet6':'fe80::2/64'}]""")))
                .containsExactly(new GuestInterface("eth0", "bc:24:11:aa:bb:cc", List.of("192.168.7.20", "fe80::2")));
    }

    @Test
    void aNewContainerNamesAllItsAddressesAndNoneTwice() {
        assertThat(Addresses.interfaces(GuestType.LXC, Json.of("""
                [{'name':'eth0','hwaddr':'bc:24:11:aa:bb:cc','hardware-address':'bc:24:11:aa:bb:cc','inet':'10.0.0.2/24',
                  'ip-addresses':[{'ip-address':'10.0.0.1','ip-address-type':'inet','prefix':'24'},
                                  {'ip-address':'10.0.0.2','ip-address-type':'inet','prefix':'24'}]}]""")))
                .containsExactly(new GuestInterface("eth0", "bc:24:11:aa:bb:cc", List.of("10.0.0.1", "10.0.0.2")));
    }

    @Test
    void aStoppedContainerHasNoInterfaces() {
        assertThat(Addresses.interfaces(GuestType.LXC, Json.of("null"))).isEmpty();
    }

    @Test
    void anAgentThatSaysNothingIsNotAMachineWithoutAddresses() {
        assertThatThrownBy(() -> Addresses.interfaces(GuestType.QEMU, Json.of("null")))
                .isInstanceOf(ProxmoxException.Malformed.class);
    }
}
