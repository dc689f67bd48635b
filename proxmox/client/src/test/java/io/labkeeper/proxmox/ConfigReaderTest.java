package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.proxmox.GuestConfig.ConfiguredInterface;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {

    private static GuestConfig machine(String json) {
        return ConfigReader.config(GuestType.QEMU, Json.of(json));
    }

    private static GuestConfig container(String json) {
        return ConfigReader.config(GuestType.LXC, Json.of(json));
    }

    @Test
    void aMachineIsReadWhole() {
        GuestConfig config = machine("""
                {'name':'web','ostype':'l26','sockets':2,'cores':4,'agent':'enabled=1,fstrim_cloned_disks=1',
                 'net0':'virtio=BC:24:11:2A:3B:4C,bridge=vmbr0,firewall=1','ipconfig0':'ip=10.0.0.5/24,gw=10.0.0.1,ip6=auto',
                 'net2':'model=e1000,macaddr=bc:24:11:00:00:02,bridge=vmbr1',
                 'meta':'creation-qemu=8.1.2,ctime=1700000000',
                 'smbios1':'uuid=1f0f5f5e-1111-2222-3333-444455556666,manufacturer=QUNNRQ==,base64=1',
                 'digest':'abc','scsi0':'local:100/vm-100-disk-0.qcow2,size=32G'}""");

        assertThat(config.name()).isEqualTo("web");
        assertThat(config.ostype()).isEqualTo("l26");
        assertThat(config.cores()).isEqualTo(8);
        assertThat(config.agentEnabled()).isTrue();
        assertThat(config.ctime()).contains(1700000000L);
        assertThat(config.smbiosUuid()).isEqualTo("1f0f5f5e-1111-2222-3333-444455556666");
        assertThat(config.interfaces())
                .containsExactly(
                        new ConfiguredInterface("net0", "BC:24:11:2A:3B:4C", List.of("10.0.0.5")),
                        new ConfiguredInterface("net2", "BC:24:11:00:00:02", List.of()));
    }

    @Test
    void aContainerIsReadWhole() {
        GuestConfig config = container("""
                {'hostname':'box','ostype':'debian','cores':'2',
                 'net0':'name=eth0,bridge=vmbr0,hwaddr=BC:24:11:AA:BB:CC,ip=192.168.7.20/24,ip6=fd00::20/64,type=veth',
                 'net1':'name=eth1,bridge=vmbr1,hwaddr=BC:24:11:AA:BB:CD,ip=dhcp,ip6=manual'}""");

        assertThat(config.name()).isEqualTo("box");
        assertThat(config.cores()).isEqualTo(2);
        assertThat(config.agentEnabled()).isFalse();
        assertThat(config.ctime()).isEmpty();
        assertThat(config.smbiosUuid()).isNull();
        assertThat(config.interfaces())
                .containsExactly(
                        new ConfiguredInterface("net0", "BC:24:11:AA:BB:CC", List.of("192.168.7.20", "fd00::20")),
                        new ConfiguredInterface("net1", "BC:24:11:AA:BB:CD", List.of()));
    }

    /** It is renewed by the rollback of a snapshot (qemu-server {@code QemuConfig.pm}). */
    @Test
    void theGenerationIdIsNoBirthMark() {
        String config = "{'meta':'ctime=1700000000','smbios1':'uuid=1f0f5f5e','vmgenid':'%s'}";

        assertThat(machine(config.formatted("before-the-rollback")))
                .isEqualTo(machine(config.formatted("after-the-rollback")));
    }

    @ParameterizedTest
    @CsvSource({
        "'1', true",
        "'0', false",
        "'1,fstrim_cloned_disks=1', true",
        "'0,type=virtio', false",
        "'enabled=1', true",
        "'enabled=0,fstrim_cloned_disks=1', false",
        "'fstrim_cloned_disks=1', false"
    })
    void theAgentIsAPropertyTextAndNotABoolean(String agent, boolean enabled) {
        assertThat(machine("{'agent':'" + agent + "'}").agentEnabled()).isEqualTo(enabled);
    }

    @Test
    void theAgentMayBeANumber() {
        assertThat(machine("{'agent':1}").agentEnabled()).isTrue();
    }

    @Test
    void aBareMachineHasNothing() {
        GuestConfig config = machine("{'digest':'abc'}");

        assertThat(config)
                .isEqualTo(new GuestConfig(null, null, List.of(), false, java.util.Optional.empty(), null, 0));
    }

    @Test
    void aMissingSocketOrCoreCountIsOne() {
        assertThat(machine("{'cores':4}").cores()).isEqualTo(4);
        assertThat(machine("{'sockets':'2'}").cores()).isEqualTo(2);
    }

    @Test
    void interfacesBeyondNineComeInOrder() {
        GuestConfig config = machine(
                "{'net10':'virtio=BC:24:11:00:00:10','net9':'virtio=BC:24:11:00:00:09','net0':'virtio=BC:24:11:00:00:00'}");

        assertThat(config.interfaces()).extracting(ConfiguredInterface::name).containsExactly("net0", "net9", "net10");
    }

    @Test
    void anInterfaceWithoutAMacHasNone() {
        assertThat(machine("{'net0':'virtio,bridge=vmbr0'}").interfaces())
                .containsExactly(new ConfiguredInterface("net0", null, List.of()));
    }
}
