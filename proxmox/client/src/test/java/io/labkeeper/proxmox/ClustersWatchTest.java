package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.proxmox.ProxmoxCluster.Trust;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ClustersWatchTest {

    private static final List<ProxmoxCluster> FIRST = List.of(
            Clients.cluster(List.of(URI.create("https://one.test:8006")), new Trust.Default(), Clients.patient()));
    private static final List<ProxmoxCluster> SECOND = List.of(
            Clients.cluster(List.of(URI.create("https://two.test:8006")), new Trust.Default(), Clients.patient()));

    private final List<List<ProxmoxCluster>> taken = new ArrayList<>();
    private Supplier<List<ProxmoxCluster>> file = () -> FIRST;
    private final ClustersWatch watch = new ClustersWatch(FIRST, () -> file.get(), taken::add);

    private static List<ProxmoxCluster> bad(String why) {
        throw new BadClustersFileException(why);
    }

    @Test
    void whatIsNewCountsWhenItWasReadTwiceAlike() {
        file = () -> SECOND;

        assertThat(watch.look()).as("wants another look").isTrue();
        assertThat(taken).isEmpty();
        assertThat(watch.look()).isFalse();

        assertThat(taken).containsExactly(SECOND);
    }

    @Test
    void aFileThatIsStillBeingWrittenIsNotTaken() {
        file = List::of;
        watch.look();
        file = () -> SECOND;
        watch.look();
        watch.look();

        assertThat(taken).containsExactly(SECOND);
    }

    @Test
    void aBadFileIsRefusedAndTheLastGoodOneStays() {
        file = () -> bad("clusters.yaml: not valid YAML, line 3");
        assertThat(watch.look()).isTrue();
        watch.look();

        assertThat(taken).isEmpty();
        assertThat(watch.refused()).contains("clusters.yaml: not valid YAML, line 3");
    }

    @Test
    void aFileThatSuddenlyNamesNoClusterIsRefused() {
        file = List::of;
        assertThat(watch.look()).isTrue();
        watch.look();

        assertThat(taken).isEmpty();
        assertThat(watch.refused()).get().asString().contains("no cluster");

        file = () -> SECOND;
        watch.look();
        watch.look();

        assertThat(taken).containsExactly(SECOND);
        assertThat(watch.refused()).isEmpty();
    }

    @Test
    void aProcessThatStartsWithNoClusterBelievesIt() {
        ClustersWatch none = new ClustersWatch(List.of(), List::of, taken::add);

        assertThat(none.look()).isFalse();

        assertThat(none.refused()).isEmpty();
    }

    @Test
    void theAlarmEndsWhenTheFileIsGoodAgain() {
        file = () -> bad("no");
        watch.look();
        watch.look();

        file = () -> FIRST;
        assertThat(watch.look()).isTrue();
        watch.look();

        assertThat(watch.refused()).isEmpty();
        assertThat(taken).isEmpty();
    }

    @Test
    void nothingHappensWhileNothingChanges() {
        assertThat(watch.look()).isFalse();
        assertThat(watch.look()).isFalse();

        assertThat(taken).isEmpty();
    }
}
