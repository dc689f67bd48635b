package io.labkeeper.worker.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.Address;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.GuestInterface;
import io.labkeeper.proxmox.ProxmoxException;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.labkeeper.worker.draft.VmDraft;
import io.labkeeper.worker.observe.AddressFindings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    private static final Instant NOW = Vms.SEEN;
    private static final String FIRST = "BC:24:11:00:00:01";
    private static final String SECOND = "BC:24:11:00:00:02";

    @Test
    void only_reachable_addresses_of_configured_interfaces_count() {
        List<GuestInterface> reported = List.of(
                new GuestInterface("lo", "00:00:00:00:00:00", List.of("127.0.0.1", "::1")),
                new GuestInterface("eth0", FIRST.toLowerCase(), List.of("10.0.0.7", "fe80::1", "2001:DB8::7")),
                new GuestInterface("docker0", "02:42:ac:11:00:02", List.of("172.17.0.1")),
                new GuestInterface("br-1234", FIRST, List.of("172.18.0.1")),
                new GuestInterface("tailscale0", null, List.of("100.64.0.3")),
                new GuestInterface("Ethernet 2", SECOND, List.of("169.254.3.4")));

        assertThat(GuestAddresses.usable(reported, List.of(FIRST, SECOND), "agent", NOW))
                .containsExactly(
                        new Address("10.0.0.7", FIRST, "agent", NOW), new Address("2001:db8::7", FIRST, "agent", NOW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lo",
                "lo0",
                "docker0",
                "br-3f2a81c09d4e",
                "veth12",
                "tun0",
                "tun",
                "tunl0",
                "tap-vpn",
                "TAP-Windows Adapter V9",
                "tailscale0",
                "ztabcdef12",
                "wg0",
                "wg_home",
                "wt0",
                "cali123",
                "flannel.1",
                "Loopback Pseudo-Interface 1"
            })
    void interfaces_inside_a_guest_do_not_count(String name) {
        assertThat(usableOf(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Local Area Connection",
                "Local Area Connection 2",
                "LOM1",
                "Tunnelbau",
                "Taproom",
                "WTG uplink",
                "wgnet",
                "ztest",
                "Ethernet 2",
                "eth0",
                "br0",
                "ens18"
            })
    void an_interface_is_not_taken_for_an_inner_one_by_its_first_letters(String name) {
        assertThat(usableOf(name)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "router.example",
                "dead.beef",
                "cafe",
                "10.0.0",
                "10.0.0.256",
                "1:2:3:4:5:6:7:8:9",
                "[2001:db8::7]",
                "fe80::1%12",
                "2001:db8::7%eth0",
                "10.0.0.7/24",
                "0000000000000000000000000000000002001:db8::0007"
            })
    void what_is_no_literal_address_is_none(String text) {
        assertThat(GuestAddresses.reachable(text)).isFalse();
        assertThat(GuestAddresses.reachable("10.0.0.7" + '\0')).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7", "2001:DB8::7", "2001:db8:0:0:0:0:0:7"})
    void literal_addresses_of_both_families_are_addresses(String text) {
        assertThat(GuestAddresses.reachable(text)).isTrue();
    }

    @Test
    void a_guest_that_reports_nonsense_or_thousands_of_addresses_has_few_true_ones() {
        List<String> many = new ArrayList<>(List.of("x".repeat(3000), "\0"));
        IntStream.range(0, 3000)
                .mapToObj(i -> "2001:db8::" + Integer.toHexString(i))
                .forEach(many::add);
        many.add("10.0.0.7");

        List<Address> usable =
                GuestAddresses.usable(List.of(new GuestInterface("eth0", FIRST, many)), List.of(FIRST), "agent", NOW);

        assertThat(usable).hasSize(32).first().isEqualTo(new Address("10.0.0.7", FIRST, "agent", NOW));
        assertThat(usable).allSatisfy(address -> assertThat(address.ip()).hasSizeLessThanOrEqualTo(45));
    }

    private static List<Address> usableOf(String name) {
        return GuestAddresses.usable(
                List.of(new GuestInterface(name, FIRST, List.of("10.0.0.7"))), List.of(FIRST), "agent", NOW);
    }

    @Test
    void ipv4_goes_first_then_the_first_interface_then_what_the_guest_says() {
        Address six = new Address("2001:db8::7", FIRST, "agent", NOW);
        Address secondNic = new Address("10.0.0.8", SECOND, "agent", NOW);
        Address configured = new Address("10.0.0.1", FIRST, "config", NOW);
        Address agent = new Address("10.0.0.7", FIRST, "agent", NOW);

        assertThat(choose(six, secondNic)).isEqualTo(secondNic);
        assertThat(choose(six, secondNic, configured)).isEqualTo(configured);
        assertThat(choose(six, secondNic, configured, agent)).isEqualTo(agent);
        assertThat(AddressChoice.choose(List.of(), List.of())).isEmpty();
    }

    @Test
    void fresh_addresses_replace_those_of_the_same_sources_only() {
        Address old = new Address("10.0.0.6", FIRST, "agent", NOW);
        Address fresh = new Address("10.0.0.7", FIRST, "agent", NOW);
        Address configured = new Address("10.0.0.1", FIRST, "config", NOW);

        assertThat(AddressChoice.merge(List.of(old, configured), List.of(fresh), List.of("agent", "lxc")))
                .containsExactly(fresh, configured);
    }

    @Test
    void only_running_vms_with_no_or_an_expired_address_are_looked_up() {
        VmRecord known = Vms.running("lab-a/101");
        VmRecord without = VmDraft.of(Vms.running("lab-a/102"))
                .addresses(List.of(), null, List.of())
                .build();
        VmRecord stopped = Vms.stopped("lab-a/103");
        Duration hour = Duration.ofHours(1);

        AddressNeeds young = AddressNeeds.of(List.of(known, without, stopped), hour, NOW.plusSeconds(60), node -> true);
        AddressNeeds old = AddressNeeds.of(List.of(known, without, stopped), hour, NOW.plusSeconds(3601), node -> true);
        AddressNeeds away = AddressNeeds.of(List.of(known, without, stopped), hour, NOW, node -> false);

        assertThat(young).isEqualTo(new AddressNeeds(List.of(without), 1, 1, 0));
        assertThat(old).isEqualTo(new AddressNeeds(List.of(known, without), 0, 1, 1));
        assertThat(away.wanted()).isEmpty();
    }

    @Test
    void a_missing_agent_is_usual_and_a_hanging_one_is_not() {
        assertThat(explain("No QEMU guest agent configured")).isInstanceOf(LookUp.Silent.class);
        assertThat(explain("QEMU guest agent is not running")).isInstanceOf(LookUp.Silent.class);
        assertThat(explain("VM 100 qmp command 'guest-network-get-interfaces' failed - got timeout"))
                .isInstanceOfSatisfying(
                        LookUp.Failed.class,
                        failed -> assertThat(failed.trouble().code()).isEqualTo("agent_timeout"));
        assertThat(AddressSource.explain(new ProxmoxException.NodeUnreachable(595, "no route")))
                .isInstanceOf(LookUp.NodeAway.class);
    }

    @Test
    void only_who_had_nothing_to_say_is_remembered_and_not_whose_answer_was_lost() {
        VmRecord asked = Vms.running("lab-a/101");
        List<ProxmoxException> lost = List.of(
                new ProxmoxException.Busy("no room"),
                new ProxmoxException.CircuitOpen("left alone"),
                new ProxmoxException.ConnectionLost("reset", null),
                new ProxmoxException.Unreachable("nobody there", null),
                new ProxmoxException.NodeUnreachable(595, "no route"));
        AddressSource source = new AddressSource(null, new DatabaseClock(), Duration.ofMinutes(1));

        lost.forEach(failure -> source.failed(asked, failure));
        assertThat(source.recentlySilent(101)).isFalse();
        assertThat(AddressFindings.apply(asked, source.failed(asked, lost.get(0))))
                .isSameAs(asked);

        source.failed(asked, new ProxmoxException.ServerError(500, "QEMU guest agent is not running"));
        assertThat(source.recentlySilent(101)).isTrue();
    }

    /** As while it boots: whoever remembers that for ever never shows an address (project-pegaprox#375). */
    @Test
    void that_an_agent_was_silent_is_remembered_for_a_moment_only() {
        AtomicLong passed = new AtomicLong();
        DatabaseClock clock = new DatabaseClock(Clock.systemUTC(), () -> TimeUnit.SECONDS.toNanos(passed.get()));
        clock.observe(NOW);
        AddressSource source = new AddressSource(null, clock, Duration.ofMinutes(1));
        source.failed(
                Vms.running("lab-a/101"), new ProxmoxException.ServerError(500, "QEMU guest agent is not running"));

        passed.set(59);
        assertThat(source.recentlySilent(101)).isTrue();

        passed.set(61);
        assertThat(source.recentlySilent(101)).isFalse();
    }

    /** VM.Monitor up to PVE 8, VM.GuestAgent.Audit from 9: Proxmox's words name the one that is missing. */
    @Test
    void a_right_to_ask_the_agent_that_is_missing_is_told_in_proxmoxs_words() {
        String words = "Permission check failed (/vms/100, VM.GuestAgent.Audit|VM.GuestAgent.Unrestricted)";

        assertThat(AddressSource.explain(new ProxmoxException.Forbidden(words)))
                .isInstanceOfSatisfying(LookUp.Failed.class, failed -> {
                    assertThat(failed.trouble().code()).isEqualTo("agent_forbidden");
                    assertThat(failed.detail()).isEqualTo(words);
                });
    }

    private static LookUp explain(String words) {
        return AddressSource.explain(new ProxmoxException.ServerError(500, words));
    }

    private static Address choose(Address... addresses) {
        return AddressChoice.choose(List.of(FIRST, SECOND), List.of(addresses)).orElseThrow();
    }
}
