package io.labkeeper.reader.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.reader.view.ActionNotices;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.reader.view.VmEntry;
import io.labkeeper.testing.Vms;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is ready is made anew when what it shows has changed, and only then. */
class ShownClusterTest {
    private static final String ACTION = "019bc000-0000-7000-8000-000000000001";

    private static final Instant T = Vms.SEEN;
    private static final ClusterInventory FIVE = Vms.cluster("lab-a", new Revision(1, 5), Vms.running("lab-a/101"));

    private final ClusterView five = Views.of(FIVE);
    private final ShownCluster ready = ShownCluster.of(five, T, null);
    private final Instant now = Instant.now();
    private final ClusterView cluster = Views.of(Views.tended("lab-a", 1, Vms.stopped("lab-a/101")));
    private final VmEntry vm = cluster.entry(101);
    private final ShownCluster shown = ShownCluster.of(cluster, now, null);
    private final ActionNotices accepted = ActionNotices.NONE.with(notice(ActionPhase.ACCEPTED, 1, null), now);

    private ActionNotice notice(ActionPhase phase, long version, VmStatus outcome) {
        return new ActionNotice(ACTION, "lab-a", 101, ActionKind.START, phase, version, outcome, now);
    }

    private String json(ActionNotices actions, Instant at) {
        return new String(shown.shown(vm, actions, at).json(), StandardCharsets.UTF_8);
    }

    @Test
    void itIsTheSameAsLongAsItsActionStandsWhereItStood() {
        ActionNotices another = accepted.with(
                new ActionNotice(
                        "019bc000-0000-7000-8000-000000000002",
                        "lab-a",
                        102,
                        ActionKind.STOP,
                        ActionPhase.ACCEPTED,
                        1,
                        null,
                        now),
                now);

        assertThat(shown.shown(vm, another, now)).isSameAs(shown.shown(vm, accepted, now));
    }

    @Test
    void itShowsEachStepOfItsActionAndTheOutcomeAsLongAsThatLasts() {
        ActionNotices submitted = accepted.with(notice(ActionPhase.SUBMITTED, 4, null), now);
        ActionNotices ended = submitted.with(notice(ActionPhase.SUCCEEDED, 5, VmStatus.RUNNING), now);

        assertThat(json(accepted, now)).contains("\"state\":\"accepted\"").contains("\"status\":\"stopped\"");
        assertThat(json(submitted, now)).contains("\"state\":\"submitted\"");
        assertThat(json(ended, now)).contains("\"pending_action\":null").contains("\"status\":\"running\"");
        assertThat(json(ended, now.plus(ActionNotice.OVERLAY_LIMIT).plusSeconds(1)))
                .contains("\"pending_action\":null")
                .contains("\"status\":\"stopped\"");
    }

    @Test
    void aLeaseThatIsRenewedLeavesEverythingReady() {
        ClusterView renewed =
                Views.withHead(five, Views.at(FIVE, T.plusSeconds(5)).head());

        assertThat(renewed).isNotSameAs(five);
        assertThat(ShownCluster.of(renewed, T.plusSeconds(5), ready)).isSameAs(ready);
    }

    @Test
    void newMetricsAnotherRevisionAndGrowingStaleDoNot() {
        ClusterView measured =
                Views.withMetrics(five, Views.withMetrics(FIVE, 2, 77.7).metrics());
        ClusterView next = Views.of(Vms.cluster("lab-a", new Revision(1, 6), Vms.stopped("lab-a/101")));

        assertThat(ShownCluster.of(measured, T, ready)).isNotSameAs(ready);
        assertThat(ShownCluster.of(next, T, ready)).isNotSameAs(ready);
        assertThat(ShownCluster.of(five, T.plusSeconds(3_600), ready)).isNotSameAs(ready);
    }
}
