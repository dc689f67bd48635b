package io.labkeeper.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.GuestConfig;
import io.labkeeper.proxmox.GuestConfig.ConfiguredInterface;
import io.labkeeper.proxmox.ProxmoxException;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.draft.VmDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    private static final Instant NOW = Vms.SEEN.plusSeconds(60);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final VmRecord KNOWN = Vms.running("lab-a/101");
    private static final String MAC = KNOWN.vm().mac();

    @Test
    void the_configuration_tells_category_interfaces_static_address_and_birth() {
        VmRecord fresh = Configuration.apply(unread(), config("win11", "u-1", MAC, "10.9.9.9"), NOW, HOUR);

        assertThat(fresh.vm().category()).isEqualTo("windows");
        assertThat(fresh.vm().ip()).isEqualTo("10.9.9.9");
        assertThat(fresh.vm().ipSource()).isEqualTo("config");
        assertThat(fresh.internal().macs()).containsExactly(MAC);
        assertThat(fresh.internal().birth()).isEqualTo("qemu:1700000000:u-1");
    }

    @Test
    void reading_it_again_changes_nothing() {
        GuestConfig config = config("l26", "u-1", MAC, "10.9.9.9");
        VmRecord once = Configuration.apply(unread(), config, NOW, HOUR);

        assertThat(Configuration.apply(once, config, NOW.plusSeconds(300), HOUR))
                .isEqualTo(once);
    }

    @Test
    void another_birth_is_another_vm_which_inherits_no_address() {
        VmRecord first = Configuration.apply(unread(), config("l26", "u-1", MAC, "10.9.9.9"), NOW, HOUR);

        VmRecord second = Configuration.apply(first, config("l26", "u-2", MAC, null), NOW, HOUR);

        assertThat(second.vm().ip()).isNull();
        assertThat(second.internal().birth()).endsWith("u-2");
    }

    @Test
    void a_container_whose_interfaces_are_exchanged_one_by_one_stays_the_same() {
        VmRecord born = Configuration.apply(bornContainer(), container("A"), NOW, HOUR);
        VmRecord both = Configuration.apply(born, container("A", "B"), NOW, HOUR);

        VmRecord other = Configuration.apply(both, container("B"), NOW, HOUR);

        assertThat(other.internal().birth())
                .isEqualTo("lxc:A")
                .isEqualTo(born.internal().birth());
        assertThat(other.internal().macs()).containsExactly("B");
        assertThat(Configuration.apply(other, container("C"), NOW, HOUR)
                        .internal()
                        .birth())
                .as("no interface in common with the last time")
                .isEqualTo("lxc:C");
    }

    @Test
    void a_container_that_gets_its_first_interface_stays_the_same() {
        VmRecord bare = Configuration.apply(bornContainer(), container(), NOW, HOUR);

        VmRecord first = Configuration.apply(bare, container("A"), NOW, HOUR);
        VmRecord second = Configuration.apply(first, container("A", "B"), NOW, HOUR);

        assertThat(List.of(bare, first, second))
                .extracting(record -> record.internal().birth())
                .containsOnly(bare.internal().birth());
        assertThat(Configuration.apply(second, container("C"), NOW, HOUR)
                        .internal()
                        .birth())
                .isEqualTo("lxc:C");
    }

    @Test
    void a_container_without_interfaces_is_another_one_than_the_last_that_had_its_number() {
        VmRecord one = Configuration.apply(bornContainer(), container(), NOW, HOUR);
        VmRecord later = Configuration.apply(bornContainer(), container(), NOW, HOUR);

        assertThat(one.internal().birth())
                .startsWith("lxc:")
                .isNotEqualTo(later.internal().birth());
        assertThat(Configuration.apply(one, container(), NOW, HOUR)).isEqualTo(one);
    }

    @Test
    void a_mark_that_an_earlier_release_left_empty_stays() {
        VmRecord old = VmDraft.of(bornContainer()).birth("lxc:").build();

        assertThat(Configuration.apply(old, container(), NOW, HOUR).internal().birth())
                .isEqualTo("lxc:");
    }

    @Test
    void what_could_not_be_read_is_said_and_forgotten_when_it_could() {
        VmRecord failed = Configuration.unreadable(unread(), "Permission check failed");
        VmRecord read = Configuration.apply(failed, config("l26", "u-1", MAC, null), NOW, HOUR);

        assertThat(failed.vm().syncError().code()).isEqualTo("config_unreadable");
        assertThat(failed.internal().syncErrorDetail()).isEqualTo("Permission check failed");
        assertThat(read.vm().syncError()).isNull();
    }

    @Test
    void only_what_is_the_guests_own_trouble_is_kept_with_it() {
        assertThat(Stream.of(
                        new ProxmoxException.Forbidden("no"),
                        new ProxmoxException.ServerError(500, "no such volume"),
                        new ProxmoxException.Malformed("not JSON", null)))
                .allSatisfy(failure -> assertThat(Configuration.failed(KNOWN, failure)
                                .vm()
                                .syncError()
                                .code())
                        .isEqualTo("config_unreadable"));
        assertThat(Stream.of(
                        new ProxmoxException.Unreachable("no route", null),
                        new ProxmoxException.TimedOut("late"),
                        new ProxmoxException.ConnectionLost("reset", null),
                        new ProxmoxException.Busy("no room"),
                        new ProxmoxException.Unauthorized("No ticket"),
                        new ProxmoxException.NodeUnreachable(595, "no route"),
                        new ProxmoxException.CertificateRejected("another one", null),
                        new ProxmoxException.ServerError(500, "Configuration file 'x' does not exist")))
                .allSatisfy(failure ->
                        assertThat(Configuration.failed(KNOWN, failure)).isSameAs(KNOWN));
    }

    @Test
    void a_guest_that_is_gone_or_has_a_trouble_of_its_own_is_not_asked_again_at_once() {
        assertThat(Stream.of(
                        new ProxmoxException.ServerError(500, "Configuration file 'x' does not exist"),
                        new ProxmoxException.ServerError(500, "no such volume"),
                        new ProxmoxException.Forbidden("no")))
                .noneMatch(Configuration::passes);
        assertThat(Stream.of(
                        new ProxmoxException.TimedOut("late"),
                        new ProxmoxException.Busy("no room"),
                        new ProxmoxException.NodeUnreachable(595, "no route")))
                .allMatch(Configuration::passes);
    }

    @Test
    void the_name_of_a_guest_called_u_comes_from_its_configuration_and_others_from_the_list() {
        VmRecord standIn =
                io.labkeeper.worker.draft.VmDraft.of(KNOWN).name("VM 101").build();
        GuestConfig web = config("l26", "u-1", MAC, null);
        GuestConfig u = new GuestConfig("U", "l26", web.interfaces(), true, web.ctime(), "u-1", 2);

        assertThat(Configuration.apply(KNOWN, u, NOW, HOUR).vm().name()).isEqualTo("U");
        assertThat(Configuration.apply(standIn, web, NOW, HOUR).vm().name()).isEqualTo("web");
        assertThat(Configuration.apply(KNOWN, web, NOW, HOUR).vm().name())
                .isEqualTo(KNOWN.vm().name());
    }

    private static VmRecord unread() {
        return io.labkeeper.worker.draft.VmDraft.of(KNOWN)
                .birth(null)
                .addresses(List.of(), null, List.of())
                .build();
    }

    private static VmRecord bornContainer() {
        return VmDraft.unknown("lab-a", 101, "lxc").name("CT101").build();
    }

    private static GuestConfig container(String... macs) {
        List<ConfiguredInterface> interfaces = Stream.of(macs)
                .map(mac -> new ConfiguredInterface("net" + mac, mac, List.of()))
                .toList();
        return new GuestConfig("web", "debian", interfaces, false, Optional.empty(), null, 2);
    }

    private static GuestConfig config(String ostype, String uuid, String mac, String ip) {
        return new GuestConfig(
                "web",
                ostype,
                List.of(new ConfiguredInterface("net0", mac, ip == null ? List.of() : List.of(ip))),
                true,
                Optional.of(1_700_000_000L),
                uuid,
                2);
    }
}
