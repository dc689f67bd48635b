package io.labkeeper.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.simulator.state.AgentMode;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.GuestSpec;
import io.labkeeper.simulator.state.Release;
import io.labkeeper.simulator.state.Timing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configuration, true state and addresses of single guests. */
class GuestDetailsIT {

    private Bench bench;

    @BeforeEach
    void start() {
        bench = Bench.start();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private JsonObject config(String kind, int vmid) {
        return bench.get("/nodes/pve1/" + kind + "/" + vmid + "/config").object();
    }

    private JsonObject current(String kind, int vmid) {
        return bench.get("/nodes/pve1/" + kind + "/" + vmid + "/status/current").object();
    }

    private RawHttp.Answer agent(int vmid) {
        return bench.get("/nodes/pve1/qemu/" + vmid + "/agent/network-get-interfaces");
    }

    private void agentMode(int vmid, AgentMode mode) {
        bench.guests().edit(vmid, spec -> spec.withTraits(new GuestSpec.Traits(false, null, mode, false)));
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    @Test
    void aVmsConfigurationHasMacAgentAndBirthMarks() {
        JsonObject config = config("qemu", bench.vm());

        assertThat(config.getString("name")).isEqualTo("vm");
        assertThat(config.getString("net0")).matches("virtio=BC:24:11(:[0-9A-F]{2}){3},bridge=vmbr0,firewall=1");
        assertThat(config.getString("agent")).isIn("1", "enabled=1,fstrim_cloned_disks=1");
        assertThat(config.getString("meta")).matches("creation-qemu=[0-9.]+,ctime=[0-9]{10}");
        assertThat(config.getString("smbios1")).matches("uuid=[0-9a-f-]{36}");
        assertThat(config.getString("ostype")).isEqualTo("l26");
        assertThat(config.getString("digest")).matches("[0-9a-f]{40}");
        assertThat(config.fieldNames()).doesNotContain("template", "lock", "tags", "vmid", "status");
    }

    @Test
    void aMacMayStandUnderAKeyOfItsOwn() {
        bench.guests().create(109, GuestKind.QEMU, "pve1", "by-hand");

        assertThat(config("qemu", 109).getString("net0"))
                .matches("model=virtio,macaddr=BC:24:11(:[0-9A-F]{2}){3},bridge=vmbr0,firewall=1");
    }

    @Test
    void memoryIsTextInNewerConfigurationsAndANumberInOlderOnes() {
        int vmid = bench.vm();

        assertThat(config("qemu", vmid).getValue("memory")).isEqualTo("2048");
        bench.simulator().control().setRelease(Release.parse("7.4"));
        assertThat(config("qemu", vmid).getValue("memory")).isEqualTo(2048);
    }

    @Test
    void aGuestsOstypeMayBeAbsent() {
        int vmid = bench.vm();
        bench.guests().edit(vmid, spec -> spec.withOstype(null));

        assertThat(config("qemu", vmid).containsKey("ostype")).isFalse();
    }

    @Test
    void aContainersConfigurationHasHostnameAndAddressButNoMeta() {
        JsonObject config = config("lxc", bench.container());

        assertThat(config.getString("hostname")).isEqualTo("ct");
        assertThat(config.getString("net0"))
                .matches("name=eth0,bridge=vmbr0,hwaddr=BC:24:11(:[0-9A-F]{2}){3},ip=10[.0-9]+/16,type=veth");
        assertThat(config.fieldNames()).doesNotContain("name", "meta", "agent");
    }

    @Test
    void aTemplateSaysSo() {
        assertThat(config("qemu", 9000).getInteger("template")).isEqualTo(1);
        assertThat(config("lxc", 9001).getInteger("template")).isEqualTo(1);
        assertThat(current("qemu", 9000).getInteger("template")).isEqualTo(1);
    }

    @Test
    void theStateOfAVmIsTrueAtOnceAndTyped() {
        JsonObject status = current("qemu", bench.runningVm());

        assertThat(status.getString("status")).isEqualTo("running");
        assertThat(status.getString("qmpstatus")).isEqualTo("running");
        assertThat(status.getValue("vmid")).isInstanceOf(Integer.class);
        assertThat(status.getValue("pid")).isInstanceOf(Integer.class);
        assertThat(status.getInteger("agent")).isEqualTo(1);
        assertThat(status.getString("running-machine")).startsWith("pc-");
        assertThat(status.getJsonObject("ha").getInteger("managed")).isZero();
        assertThat(status.fieldNames()).doesNotContain("template", "lock");
    }

    @Test
    void releaseSixSendsTextForNumbersAndForWhatIsNotSet() {
        bench.simulator().control().setRelease(Release.parse("6.4"));
        int vm = bench.runningVm();

        JsonObject status = current("qemu", vm);
        JsonObject container = current("lxc", bench.container());

        assertThat(status.getValue("vmid")).isEqualTo(Integer.toString(vm));
        assertThat(status.getValue("pid")).isInstanceOf(String.class);
        assertThat(status.getValue("template")).isEqualTo("");
        assertThat(status.getValue("lock")).isEqualTo("");
        assertThat(container.getValue("disk")).isInstanceOf(String.class);
        assertThat(container.getValue("maxdisk")).isInstanceOf(String.class);
    }

    @Test
    void aNodesOwnListKnowsOnlyItsGuests() {
        int vmid = bench.vm();

        assertThat(objects(bench.get("/nodes/pve1/qemu").list()))
                .extracting(row -> row.getInteger("vmid"))
                .contains(vmid);
        assertThat(bench.get("/nodes/pve2/qemu").list()).isEmpty();
    }

    @Test
    void theAgentOfALinuxVmListsLoopbackFirstAndMacsInLowerCase() {
        int vmid = bench.runningVm();
        String mac =
                bench.guests().look(vmid, guest -> guest.spec().nics().get(0).mac());

        List<JsonObject> interfaces = objects(agent(vmid).object().getJsonArray("result"));

        assertThat(interfaces.get(0).getString("name")).isEqualTo("lo");
        assertThat(interfaces.get(1).getString("hardware-address")).isEqualTo(mac.toLowerCase(Locale.ROOT));
        JsonObject address = interfaces.get(1).getJsonArray("ip-addresses").getJsonObject(0);
        assertThat(address.getString("ip-address")).startsWith("10.");
        assertThat(address.getString("ip-address-type")).isEqualTo("ipv4");
        assertThat(address.getInteger("prefix")).isEqualTo(16);
    }

    @Test
    void theAgentOfAWindowsVmAddsZonesAndAddressesItGaveItself() {
        int vmid = bench.runningVm();
        bench.guests().edit(vmid, spec -> spec.withOstype("win11"));

        JsonObject first = objects(agent(vmid).object().getJsonArray("result")).get(0);

        assertThat(first.getString("name")).isEqualTo("Ethernet");
        assertThat(objects(first.getJsonArray("ip-addresses")))
                .extracting(address -> address.getString("ip-address"))
                .anyMatch(ip -> ip.startsWith("fe80::") && ip.endsWith("%12"))
                .anyMatch(ip -> ip.startsWith("169.254."))
                .anyMatch(ip -> ip.startsWith("10."));
    }

    @Test
    void theAgentAlsoListsWhatIsNoAddressOfTheVm() {
        bench.guests().create(105, GuestKind.QEMU, "pve1", "tunnel-and-bridge");
        bench.guests().create(106, GuestKind.QEMU, "pve1", "port-without-address");
        bench.guests().start(105);
        bench.guests().start(106);

        List<JsonObject> first = objects(agent(105).object().getJsonArray("result"));
        List<JsonObject> second = objects(agent(106).object().getJsonArray("result"));

        assertThat(first).extracting(face -> face.getString("name")).containsExactly("lo", "ens18", "wg0", "docker0");
        assertThat(first.get(2).containsKey("hardware-address")).isFalse();
        assertThat(second.get(2).containsKey("ip-addresses")).isFalse();
    }

    @Test
    void theAgentFailsWith500ForEachReason() {
        int vmid = bench.vm();

        assertThat(agent(vmid).statusLine()).isEqualTo("HTTP/1.1 500 VM " + vmid + " is not running");
        agentMode(vmid, AgentMode.NONE);
        assertThat(agent(vmid).statusLine()).isEqualTo("HTTP/1.1 500 No QEMU guest agent configured");
        bench.guests().start(vmid);
        agentMode(vmid, AgentMode.NOT_RUNNING);
        assertThat(agent(vmid).statusLine()).isEqualTo("HTTP/1.1 500 QEMU guest agent is not running");
        agentMode(vmid, AgentMode.HANGS);
        assertThat(agent(vmid).reason()).contains("timeout");
        assertThat(Timing.AGENT_PING_TIMEOUT.standard()).hasSeconds(3);
        assertThat(Timing.AGENT_TIMEOUT.standard()).hasSeconds(5);
    }

    @ParameterizedTest
    @CsvSource({
        "9.1,VM.Monitor,403",
        "9.1,VM.GuestAgent.Audit,200",
        "9.1,VM.GuestAgent.Unrestricted,200",
        "8.4,VM.Monitor,200",
        "8.4,VM.GuestAgent.Audit,403"
    })
    void theRightToAskTheAgentDiffersByRelease(String release, String privilege, int status) {
        bench.simulator().control().setRelease(Release.parse(release));
        int vmid = bench.runningVm();
        bench.simulator().control().grant("nobody@pve!empty", "/vms", Set.of("VM.Audit", privilege));

        RawHttp.Answer answer = bench.as(
                bench.simulator().powerlessToken(), "/nodes/pve1/qemu/" + vmid + "/agent/network-get-interfaces");

        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void aContainerListsItsInterfacesAndNothingWhenStopped() {
        int vmid = bench.container();
        String path = "/nodes/pve1/lxc/" + vmid + "/interfaces";

        JsonObject stopped = bench.get(path).json();
        bench.guests().start(vmid);
        JsonObject eth0 = objects(bench.get(path).list()).get(1);
        bench.simulator().control().setRelease(Release.parse("8.2"));
        JsonObject older = objects(bench.get(path).list()).get(1);

        assertThat(stopped.containsKey("data")).isTrue();
        assertThat(stopped.getValue("data")).isNull();
        assertThat(eth0.getString("inet")).matches("10[.0-9]+/16");
        assertThat(eth0.getJsonArray("ip-addresses")).hasSize(2);
        assertThat(older.containsKey("ip-addresses")).isFalse();
    }
}
