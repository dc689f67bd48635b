package io.labkeeper.reader.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.caller.Caller;
import io.labkeeper.caller.Roles;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.ownership.Assignments;
import io.labkeeper.ownership.Assignments.Assignment;
import io.labkeeper.ownership.Ownership;
import io.labkeeper.reader.view.ActionNotices;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.view.Views;
import io.labkeeper.reader.vms.Inventory;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a client is told after having been away from the conversation for a while. */
class ViewerTest {
    private final Fleet fleet = new Fleet();
    private final Inventory inventory = new Inventory(new InventoryView(new DatabaseClock()));
    private final Viewer admin = viewer("root", Roles.ADMIN);
    private final Viewer alice = viewer("alice");
    private Ownership ownership = owning(101);

    @Test
    void each_machine_is_told_once_and_as_it_is_now() {
        begin(moment(1, Vms.running("lab-a/101"), Vms.running("lab-a/102")));

        for (int revision = 2; revision < 100; revision++) {
            VmStatus status = revision % 2 == 0 ? VmStatus.STOPPED : VmStatus.PAUSED;
            fleet.advance(moment(revision, Vms.withStatus("lab-a/101", status), Vms.running("lab-a/102")));
        }
        String told =
                told(admin, moment(100, Vms.withStatus("lab-a/101", VmStatus.SUSPENDED), Vms.running("lab-a/102")));

        assertThat(told.split("event: ")).hasSize(2);
        assertThat(told.split("\"vmid\":")).hasSize(2);
        assertThat(told).contains("\"status\":\"suspended\"").contains("id: lab-a=1.100;");
    }

    @Test
    void what_came_and_went_meanwhile_leaves_nothing_behind_for_those_who_never_had_it() {
        begin(moment(1, Vms.running("lab-a/101")));

        fleet.advance(moment(2, Vms.running("lab-a/101"), Vms.running("lab-a/102")));
        Moment gone = moment(3, Vms.running("lab-a/101"));

        assertThat(told(alice, gone)).isEmpty();
        assertThat(told(admin, gone)).contains("\"upserts\":[],\"removals\":[{\"cluster_id\":\"lab-a\",\"vmid\":102}]");
        fleet.toldTo(fleet.position());
        assertThat(fleet.changedAfter(0)).hasSize(1);
    }

    @Test
    void nothing_is_told_when_nothing_that_is_shown_has_changed() {
        begin(moment(1, Vms.running("lab-a/101")));

        Moment later = moment(2, Vms.running("lab-a/101"));

        assertThat(told(alice, later)).isEmpty();
        assertThat(told(admin, later)).isEmpty();
    }

    @Test
    void metrics_of_a_cluster_whose_rows_are_the_same_are_told() {
        ClusterInventory held = Views.tended("lab-a", 1, Vms.running("lab-a/101"));
        ClusterView first = Views.of(held);
        begin(with(first));
        ClusterInventory measured = Views.withMetrics(held, 2, 77.7);
        ClusterView second = Views.withHead(Views.withMetrics(first, measured.metrics()), measured.head());

        Moment later = with(second);
        fleet.advance(later);
        assertThat(fleet.hasNewMetrics()).isTrue();
        fleet.publishMetrics();

        assertThat(told(alice, later)).contains("event: metrics").contains("\"cpu_usage\":77.7");
    }

    @Test
    void a_snapshot_of_no_known_cluster_says_that_it_is_a_guess() {
        Moment nothing = new Moment(Map.of(), true, ownership, ActionNotices.NONE, Instant.now());
        begin(nothing);

        assertThat(joined(admin.snapshot(nothing))).contains("\"vms\":[],").contains("\"stale\":true");
        assertThat(joined(admin.snapshot(moment(1)))).contains("\"vms\":[],").contains("\"stale\":false");
    }

    private Moment with(ClusterView cluster) {
        return new Moment(Map.of("lab-a", cluster), true, ownership, ActionNotices.NONE, Instant.now());
    }

    @Test
    void the_id_is_the_same_wherever_the_same_is_shown_and_another_where_it_is_not() {
        Moment first = moment(1, Vms.running("lab-a/101"), Vms.running("lab-a/102"));
        begin(first);
        String id = alice.begin(first);
        Fleet elsewhere = new Fleet();
        elsewhere.advance(moment(1, Vms.running("lab-a/101")));
        elsewhere.advance(first);
        elsewhere.publishMetrics();

        Viewer there = new Viewer(new Caller("alice", java.util.Set.of()), inventory, elsewhere);

        assertThat(there.begin(first)).isEqualTo(id);
        ownership = owning(102);
        Moment reassigned = moment(1, Vms.running("lab-a/101"), Vms.running("lab-a/102"));
        assertThat(there.begin(reassigned)).isNotEqualTo(id);
    }

    @Test
    void what_is_given_and_taken_is_told_without_any_change_of_a_machine() {
        begin(moment(1, Vms.running("lab-a/101"), Vms.running("lab-a/102")));

        ownership = owning(102);
        String told = told(alice, moment(1, Vms.running("lab-a/101"), Vms.running("lab-a/102")));

        assertThat(told).contains("\"removals\":[{\"cluster_id\":\"lab-a\",\"vmid\":101}]");
        assertThat(told.split("\"name\":")).hasSize(2);
        assertThat(told).contains("\"name\":\"vm-102\"");
    }

    @Test
    void of_several_actions_only_the_last_claims_that_all_were_told() {
        Moment first = moment(1, Vms.running("lab-a/101"), Vms.running("lab-a/102"));
        begin(first);
        ActionNotices actions = ActionNotices.NONE
                .with(requested(1, 101), first.now())
                .with(requested(2, 102), first.now())
                .with(requested(3, 101), first.now());

        String told = told(admin, with(first, actions));

        assertThat(told.split("event: action")).hasSize(4);
        assertThat(told.split("event: action\nid: ")).hasSize(2);
        assertThat(told.indexOf("event: action\nid: ")).isEqualTo(told.lastIndexOf("event: action"));
        assertThat(told).contains("id: " + viewer("another", Roles.ADMIN).begin(first) + "\n");
    }

    @Test
    void what_could_not_be_compared_is_compared_again() {
        begin(moment(1, Vms.running("lab-a/101")));
        Moment later = moment(2, Vms.withStatus("lab-a/101", VmStatus.STOPPED));

        assertThatThrownBy(() -> fleet.advance(with(later, null))).isInstanceOf(NullPointerException.class);

        assertThat(told(admin, later)).contains("\"status\":\"stopped\"");
    }

    @Test
    void whoever_owns_one_machine_of_many_that_changed_is_told_of_that_one_alone() {
        VmRecord[] many = IntStream.range(101, 200)
                .mapToObj(vmid -> Vms.running("lab-a/" + vmid))
                .toArray(VmRecord[]::new);
        begin(moment(1, many));
        VmRecord[] stopped = IntStream.range(102, 200)
                .mapToObj(vmid -> Vms.withStatus("lab-a/" + vmid, VmStatus.STOPPED))
                .toArray(VmRecord[]::new);

        assertThat(told(alice, moment(2, stopped)))
                .contains("\"upserts\":[],\"removals\":[{\"cluster_id\":\"lab-a\",\"vmid\":101}]}");
        String again = told(alice, moment(3, many));
        assertThat(again.split("\"name\":")).hasSize(2);
        assertThat(again).contains("\"name\":\"vm-101\"").contains("\"removals\":[]}");
    }

    @Test
    void the_machines_of_a_cluster_that_is_taken_out_are_told_as_gone_to_whoever_has_one_of_many() {
        VmRecord[] many = IntStream.range(101, 161)
                .mapToObj(vmid -> Vms.running("lab-a/" + vmid))
                .toArray(VmRecord[]::new);
        begin(moment(1, many));
        Moment without = new Moment(Map.of(), true, ownership, ActionNotices.NONE, Instant.now());

        String told = told(alice, without);
        assertThat(told).contains("\"upserts\":[],\"removals\":[{\"cluster_id\":\"lab-a\",\"vmid\":101}]}");
        assertThat(told(admin, without).split("\"vmid\":")).hasSize(61);

        fleet.toldTo(fleet.position());
        assertThat(told(alice, without)).isEmpty();
        assertThat(fleet.all()).isEmpty();
        assertThat(told(alice, moment(1, many))).contains("\"name\":\"vm-101\"");
    }

    @Test
    void machines_that_go_are_told_one_by_one() {
        begin(moment(1, Vms.running("lab-a/101"), Vms.running("lab-a/102"), Vms.running("lab-a/103")));

        Moment gone = moment(2, Vms.running("lab-a/101"));
        fleet.advance(gone);
        List<byte[]> parts = admin.news(gone);

        assertThat(parts).anySatisfy(part -> assertThat(new String(part, StandardCharsets.UTF_8))
                .isEqualTo("{\"cluster_id\":\"lab-a\",\"vmid\":103}"));
        assertThat(parts.stream()
                        .map(part -> new String(part, StandardCharsets.UTF_8))
                        .collect(Collectors.joining()))
                .contains(
                        "\"removals\":[{\"cluster_id\":\"lab-a\",\"vmid\":102},{\"cluster_id\":\"lab-a\",\"vmid\":103}]}");
    }

    @Test
    void that_an_action_ends_makes_another_id_and_that_it_is_forgotten_does_not() {
        Moment quiet = moment(1, Vms.running("lab-a/101"));
        Moment open = with(quiet, ActionNotices.NONE.with(requested(1, 101), quiet.now()));
        Moment ended = with(quiet, open.actions().with(failed(1, 101), quiet.now()));
        begin(open);
        String whileOpen = alice.begin(open);
        fleet.advance(ended);
        String afterwards = alice.begin(ended);
        fleet.advance(quiet);

        assertThat(afterwards).isNotEqualTo(whileOpen);
        assertThat(alice.begin(quiet)).isEqualTo(afterwards);
    }

    private static ActionNotice requested(int number, int vmid) {
        return notice(number, vmid, ActionPhase.ACCEPTED, 1);
    }

    private static ActionNotice failed(int number, int vmid) {
        return notice(number, vmid, ActionPhase.FAILED, 2);
    }

    private static ActionNotice notice(int number, int vmid, ActionPhase phase, int version) {
        return new ActionNotice(
                new UUID(number, 0).toString(), "lab-a", vmid, ActionKind.START, phase, version, null, Instant.now());
    }

    private static Moment with(Moment moment, ActionNotices actions) {
        return new Moment(moment.clusters(), true, moment.ownership(), actions, moment.now());
    }

    private void begin(Moment moment) {
        fleet.advance(moment);
        fleet.publishMetrics();
        admin.begin(moment);
        alice.begin(moment);
    }

    private String told(Viewer viewer, Moment moment) {
        fleet.advance(moment);
        return joined(viewer.news(moment));
    }

    private static String joined(List<byte[]> parts) {
        return parts.stream()
                .map(part -> new String(part, StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    private Viewer viewer(String user, String... roles) {
        return new Viewer(new Caller(user, java.util.Set.of(roles)), inventory, fleet);
    }

    private Moment moment(long revision, VmRecord... vms) {
        return new Moment(
                Map.of("lab-a", Views.of(Views.tended("lab-a", revision, vms))),
                true,
                ownership,
                ActionNotices.NONE,
                Instant.now());
    }

    private static Ownership owning(int vmid) {
        return Ownership.of(new Assignments(
                vmid, List.of(new Assignment("lab-a", vmid, "alice", null, "birth-" + vmid)), List.of()));
    }
}
