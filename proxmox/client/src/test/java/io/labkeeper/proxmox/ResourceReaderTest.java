package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceReaderTest {

    private static GuestRow guest(String row) {
        return ResourceReader.resources(Json.of("[" + row + "]")).guests().get(0);
    }

    @Test
    void aRunningMachineOfPve8IsReadWhole() {
        GuestRow row = guest("""
                {'id':'qemu/100','type':'qemu','vmid':100,'node':'pve1','status':'running','name':'web','template':0,
                 'uptime':7261,'cpu':0.0213,'maxcpu':4,'mem':1073741824,'maxmem':4294967296,'disk':0,
                 'maxdisk':34359738368,'netin':1,'netout':2,'diskread':3,'diskwrite':4,'tags':'web;blue','pool':'lab',
                 'hastate':'started','lock':'backup'}""");

        assertThat(row.ref()).isEqualTo(new GuestRef("pve1", GuestType.QEMU, 100));
        assertThat(row.name()).isEqualTo("web");
        assertThat(row.status()).isEqualTo("running");
        assertThat(row.template()).isFalse();
        assertThat(row.uptime()).hasValue(7261);
        assertThat(row.cpu()).hasValue(0.0213);
        assertThat(row.maxcpu()).hasValue(4);
        assertThat(row.mem()).hasValue(1073741824L);
        assertThat(row.maxmem()).hasValue(4294967296L);
        assertThat(row.maxdisk()).hasValue(34359738368L);
        assertThat(row.tags()).containsExactly("blue", "web");
        assertThat(row.pool()).isEqualTo("lab");
        assertThat(row.hastate()).isEqualTo("started");
        assertThat(row.lock()).isEqualTo("backup");
        assertThat(row.hasStatistics()).isTrue();
    }

    @Test
    void numbersAsTextAndEmptyTextsOfPve6AreRead() {
        GuestRow row = guest("""
                {'id':'lxc/101','type':'lxc','vmid':'101','node':'pve1','status':'stopped','name':'box','template':'',
                 'lock':'','uptime':'0','cpu':'0','maxdisk':'8589934592','mem':'0','maxmem':'536870912'}""");

        assertThat(row.ref().vmid()).isEqualTo(101);
        assertThat(row.template()).isFalse();
        assertThat(row.lock()).isNull();
        assertThat(row.maxdisk()).hasValue(8589934592L);
        assertThat(row.uptime()).hasValue(0);
    }

    @Test
    void textsLoseTheSignThatNoDatabaseTakes() {
        GuestRow row = guest("""
                {'id':'qemu/100','type':'qemu','vmid':100,'node':'pve1','status':'running','name':'we\\u0000b',
                 'lock':'\\u0000'}""");

        assertThat(row.name()).isEqualTo("web");
        assertThat(row.lock()).isNull();
    }

    @Test
    void unknownFieldsOfPve9AreIgnored() {
        GuestRow row = guest("""
                {'id':'qemu/100','type':'qemu','vmid':100,'node':'pve1','status':'running','name':'web','memhost':123,
                 'uptime':5,'pressure':{'cpu':1},'tags':null}""");

        assertThat(row.uptime()).hasValue(5);
        assertThat(row.tags()).isEmpty();
    }

    @Test
    void aGuestOfADeadNodeHasNeitherNameNorNumbers() {
        GuestRow row = guest("{'id':'qemu/100','type':'qemu','vmid':100,'node':'pve3','status':'unknown'}");

        assertThat(row.name()).isNull();
        assertThat(row.uptime()).isEmpty();
        assertThat(row.cpu()).isEmpty();
        assertThat(row.hasStatistics()).isFalse();
    }

    @Test
    void aGuestCalledUHasNoName() {
        assertThat(guest("{'id':'qemu/7','type':'qemu','vmid':107,'node':'n','name':null,'uptime':1}")
                        .name())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "'1'", "true"})
    void aTemplateIsOneInAnyNotation(String yes) {
        assertThat(guest("{'type':'qemu','vmid':9000,'node':'n','template':" + yes + "}")
                        .template())
                .isTrue();
    }

    @Test
    void statesThatQemuReportsAreKeptAsTheyAre() {
        assertThat(guest("{'type':'qemu','vmid':100,'node':'n','status':'io-error'}")
                        .status())
                .isEqualTo("io-error");
    }

    @Test
    void rowsOfOtherKindsAreSkippedAndNodesAreSeparate() {
        ClusterResources resources = ResourceReader.resources(Json.of("""
                [{'id':'node/pve1','type':'node','node':'pve1','status':'online','cpu':0.1},
                 {'id':'node/pve2','type':'node','node':'pve2','status':'offline'},
                 {'id':'storage/pve1/local','type':'storage','node':'pve1','storage':'local','status':'available'},
                 {'id':'sdn/pve1/zone','type':'sdn','node':'pve1'},
                 {'id':'network/pve1/zone/x','type':'network','node':'pve1'},
                 {'id':'/pool/lab','type':'pool','pool':'lab'},
                 {'id':'hologram/1','type':'hologram'},
                 {'id':'qemu/100','type':'qemu','vmid':100,'node':'pve1','status':'running'}]"""));

        assertThat(resources.guests()).extracting(row -> row.ref().vmid()).containsExactly(100);
        assertThat(resources.nodes()).containsExactly(new NodeRow("pve1", "online"), new NodeRow("pve2", "offline"));
        assertThat(resources.nodes()).extracting(NodeRow::online).containsExactly(true, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'qemu','vmid':{'number':100},'node':'pve1'}",
                "{'type':'qemu','vmid':'hundred','node':'pve1'}",
                "{'type':'lxc','vmid':101,'node':['pve1']}",
                "{'type':'lxc','vmid':101}"
            })
    void aGuestWhoseNumberOrNodeCannotBeReadSpoilsTheWholeList(String row) {
        assertThatThrownBy(() -> ResourceReader.resources(
                        Json.of("[{'type':'qemu','vmid':100,'node':'pve1','status':'running'}," + row + "]")))
                .isInstanceOf(ProxmoxException.Malformed.class);
    }

    @Test
    void somethingThatIsNotAListIsNotAnEmptyCluster() {
        assertThatThrownBy(() -> ResourceReader.resources(Json.of("null")))
                .isInstanceOf(ProxmoxException.Malformed.class);
    }

    @Test
    void tagsAreSplitAtAllSignsThatProxmoxAccepts() {
        assertThat(ResourceReader.tags("b;a,c d;;a  x+y-z_1.2")).containsExactly("a", "b", "c", "d", "x+y-z_1.2");
    }

    @Test
    void permissionsAreReadByPath() {
        Permissions permissions = ResourceReader.permissions(
                Json.of("{'/vms':{'VM.Audit':1,'VM.PowerMgmt':1},'/vms/100':{'VM.Audit':0}}"));

        assertThat(permissions.byPath().get("/vms")).containsExactlyInAnyOrder("VM.Audit", "VM.PowerMgmt");
        assertThat(permissions.seesAllGuests()).isTrue();
        assertThat(permissions.none()).isFalse();
    }

    @Test
    void rightsOnTheContainerThatAreNotPassedDownShowNoGuest() {
        assertThat(ResourceReader.permissions(Json.of("{'/vms':{'VM.Audit':0}}"))
                        .seesAllGuests())
                .isFalse();
    }

    @Test
    void oneGuestsOwnAclCanHideIt() {
        assertThat(ResourceReader.permissions(Json.of("{'/vms':{'VM.Audit':1},'/vms/105':{'VM.Console':1}}"))
                        .seesAllGuests())
                .isFalse();
    }

    @Test
    void rightsOnTheRootReachAllGuestsUnlessReplacedBelow() {
        assertThat(ResourceReader.permissions(Json.of("{'/':{'VM.Audit':1}}")).seesAllGuests())
                .isTrue();
        assertThat(ResourceReader.permissions(Json.of("{'/':{'VM.Audit':1},'/vms':{'VM.Console':1}}"))
                        .seesAllGuests())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]"})
    void aTokenThatNoAclNamesHasNoRights(String answer) {
        assertThat(ResourceReader.permissions(Json.of(answer)).none()).isTrue();
    }
}
