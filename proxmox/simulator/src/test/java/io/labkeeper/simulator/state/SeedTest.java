package io.labkeeper.simulator.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Cluster cluster(String id, long seed, int vms) {
        return new Seed(id, seed, NOW, NOW).cluster(vms, 3);
    }

    private static List<String> picture(Cluster cluster) {
        return cluster.guests().stream()
                .map(g -> g.vmid() + g.node() + g.kind() + g.state() + g.spec() + g.uuid())
                .toList();
    }

    @Test
    void theSameSeedMakesTheSameClusterAndAnotherOneAnother() {
        List<String> first = picture(cluster("lab-a", 1, 60));

        assertThat(picture(cluster("lab-a", 1, 60))).isEqualTo(first);
        assertThat(picture(cluster("lab-a", 2, 60))).isNotEqualTo(first);
        assertThat(picture(cluster("lab-b", 1, 60))).isNotEqualTo(first);
    }

    @Test
    void guestsOfAClusterThatIsStartedAgainAreTheSameByTheirBirth() {
        Cluster first = new Seed("lab-a", 1, NOW, NOW).cluster(60, 3);
        Cluster again = new Seed("lab-a", 1, NOW.plusSeconds(90), NOW).cluster(60, 3);

        assertThat(again.guests())
                .extracting(Guest::created)
                .isEqualTo(first.guests().stream().map(Guest::created).toList());
        assertThat(again.guests()).allMatch(guest -> guest.created()
                .isBefore(NOW.plusSeconds(90).minusSeconds(guest.uptime(NOW.plusSeconds(90)))));
    }

    @Test
    void numbersStartAt100AndTemplatesComeOnTop() {
        Cluster cluster = cluster("lab-a", 1, 60);

        assertThat(cluster.guests()).hasSize(62);
        assertThat(cluster.guests().iterator().next().vmid()).isEqualTo(100);
        assertThat(cluster.guests().stream().filter(g -> g.spec().template())).hasSize(2);
    }

    @Test
    void aboutTwoThirdsRunAndBothKindsAreThere() {
        Cluster cluster = cluster("lab-a", 1, 3000);

        assertThat(cluster.guests().stream().filter(Guest::alive).count()).isBetween(1800L, 2200L);
        assertThat(cluster.guests().stream()
                        .filter(g -> g.kind() == GuestKind.LXC)
                        .count())
                .isBetween(500L, 1000L);
    }

    @Test
    void macsAndAddressesAreUniqueEvenInALargeCluster() {
        Cluster cluster = cluster("lab-a", 1, 20_000);

        List<Nic> nics =
                cluster.guests().stream().flatMap(g -> g.spec().nics().stream()).toList();

        assertThat(nics).extracting(Nic::mac).doesNotHaveDuplicates().allMatch(mac -> mac.startsWith("BC:24:11:"));
        assertThat(nics).extracting(Nic::ipv4).doesNotHaveDuplicates().allMatch(ip -> ip.startsWith("10."));
    }

    @Test
    void aLinkLocalAddressFollowsFromTheMac() {
        assertThat(new Nic(0, "BC:24:11:84:01:0A", "10.0.0.1", false).linkLocal())
                .isEqualTo("fe80::be24:11ff:fe84:10a");
    }
}
