package io.labkeeper.reader.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.caller.Caller;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.reader.vms.ReadyPages.Page;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How long a page that is ready counts. */
class ReadyPagesTest {
    private static final Caller ADMIN = new Caller("root", Set.of("admin"));
    private static final Caller OTHER_ADMIN = new Caller("toor", Set.of("admin"));
    private static final Caller OPERATOR = new Caller("otto", Set.of("operator"));
    private static final Caller ALICE = new Caller("alice", Set.of());
    private static final Caller BOB = new Caller("bob", Set.of());

    private final InventoryView view = new InventoryView(new DatabaseClock());
    private final Inventory inventory = new Inventory(view);
    private final ReadyPages pages = new ReadyPages(inventory);
    private final ClusterInventory first = Views.tended("lab-a", 1, Vms.running("lab-a/101"));
    private int made;

    ReadyPagesTest() {
        Views.put(view, first);
    }

    @Test
    void it_is_made_once_for_all_who_may_see_the_same_and_apart_for_everybody_else() {
        Page ofAdmin = page(ADMIN);

        assertThat(page(OTHER_ADMIN)).isSameAs(ofAdmin);
        assertThat(page(OPERATOR)).isNotSameAs(ofAdmin);
        assertThat(page(ALICE)).isNotSameAs(page(BOB));
        assertThat(page(ALICE)).isSameAs(page(ALICE));
        assertThat(made).isEqualTo(4);
    }

    @Test
    void a_lease_that_was_renewed_changes_nothing() {
        Page before = page(ADMIN);

        Views.head(view, Views.at(first, Instant.now().plusSeconds(5)).head());

        assertThat(view.moment().clusters().get("lab-a").head()).isNotEqualTo(first.head());
        assertThat(page(ADMIN)).isSameAs(before);
    }

    @Test
    void another_state_and_other_metrics_make_it_anew() {
        Page before = page(ADMIN);

        Views.put(view, Views.tended("lab-a", 2, Vms.stopped("lab-a/101")));
        Page after = page(ADMIN);
        assertThat(after).isNotSameAs(before);
        assertThat(after.page().tag()).isNotEqualTo(before.page().tag());

        Views.put(view, Views.withMetrics(Views.tended("lab-a", 2, Vms.stopped("lab-a/101")), 7, 99.0));
        assertThat(page(ADMIN)).isNotSameAs(after);
    }

    @Test
    void a_cluster_that_has_grown_old_makes_it_anew() {
        Page before = page(ADMIN);

        Views.put(
                view,
                Views.at(
                        Views.tended("lab-a", 2, Vms.running("lab-a/101")),
                        Instant.now().minusSeconds(600)));
        Page after = page(ADMIN);

        assertThat(after).isNotSameAs(before);
        assertThat(new String(after.page().body())).contains("worker_behind");
    }

    @Test
    void while_an_action_is_under_way_it_counts_until_one_moves_on() {
        Page before = page(ADMIN);
        Page ofAlice = page(ALICE);

        Views.announce(view, List.of(notice(ActionPhase.ACCEPTED, 1, null, Instant.now())));
        Page accepted = page(ADMIN);
        Page again = page(ADMIN);
        Views.announce(view, List.of(notice(ActionPhase.SUBMITTED, 2, null, Instant.now())));

        assertThat(accepted).isNotSameAs(before).isSameAs(again);
        assertThat(text(accepted)).contains("\"state\":\"accepted\"");
        assertThat(text(page(ADMIN))).contains("\"state\":\"submitted\"");
        assertThat(page(ALICE)).as("who sees none of these").isSameAs(ofAlice);
    }

    @Test
    void an_outcome_that_ceases_to_lie_over_a_machine_by_time_alone_makes_it_anew() {
        Instant ended = Instant.now();
        Views.announce(view, List.of(notice(ActionPhase.SUCCEEDED, 3, VmStatus.STOPPED, ended)));
        InventoryView.Moment then = view.moment();

        Page lying = page(ADMIN, at(then, ended.plusSeconds(59)));

        assertThat(page(ADMIN, at(then, ended.plusMillis(59_999)))).isSameAs(lying);
        assertThat(text(lying)).contains("\"status\":\"stopped\"");
        assertThat(text(page(ADMIN, at(then, ended.plusSeconds(60))))).contains("\"status\":\"running\"");
    }

    private static ActionNotice notice(ActionPhase state, long version, VmStatus outcome, Instant at) {
        return new ActionNotice(new UUID(1, 1).toString(), "lab-a", 101, ActionKind.STOP, state, version, outcome, at);
    }

    private static InventoryView.Moment at(InventoryView.Moment moment, Instant now) {
        return new InventoryView.Moment(moment.clusters(), moment.loaded(), moment.ownership(), moment.actions(), now);
    }

    private static String text(Page page) {
        return new String(page.page().body());
    }

    private Page page(Caller caller) {
        return page(caller, view.moment());
    }

    private Page page(Caller caller, InventoryView.Moment moment) {
        return pages.of(moment, caller, () -> {
            made++;
            List<ShownVm> vms = inventory
                    .visible(moment, caller)
                    .map(vm -> inventory.show(moment, vm))
                    .toList();
            return new Page(
                    VmPage.of(vms, new VmPage.About(false, false, caller.isAdmin(), vms.size(), null)),
                    moment.clusters().keySet());
        });
    }
}
