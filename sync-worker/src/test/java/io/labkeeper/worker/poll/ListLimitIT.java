package io.labkeeper.worker.poll;

import static io.labkeeper.worker.Inventory.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.proxmox.ClusterResources;
import io.labkeeper.proxmox.NodeRow;
import io.labkeeper.proxmox.Permissions;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxException;
import io.labkeeper.store.StoreException;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.labkeeper.worker.Rows;
import io.labkeeper.worker.reconcile.ChangeSet;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A list of a cluster that answers it at once, and hardly anything else ever: a VM that was stopped is running. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class ListLimitIT {
    private static final String ID = "lab-slow";

    @Inject
    ProxmoxClients clients;

    @Inject
    io.labkeeper.worker.reconcile.Stores stores;

    @Inject
    DatabaseClock clock;

    @Inject
    WorkerMetrics metrics;

    @Inject
    PollConfig poll;

    private final Map<Integer, VmRecord> before = new HashMap<>();
    private final Map<Integer, VmRecord> after = new HashMap<>();
    /** Guests that were asked for one by one, in that order. */
    private final List<Integer> askedFor = new CopyOnWriteArrayList<>();

    private final ClusterUnderTest proxmox = new ClusterUnderTest(ID);
    private Watched cluster;
    private ListSync lists;

    @BeforeEach
    void a_vm_is_known_to_be_stopped() {
        proxmox.answers(
                "resources",
                new ClusterResources(List.of(Rows.running(101, "vm-101", 60)), List.of(new NodeRow("pve1", "online"))));
        cluster = proxmox.knows(clients, stores, clock, Vms.stopped(ID + "/101"));
        lists = new ListSync(cluster, metrics, Duration.ofMillis(500));
    }

    @AfterEach
    void nothing_is_left() {
        Stores.sql("DROP TRIGGER IF EXISTS disturb ON vm_inventory");
        Stores.sql("DROP FUNCTION IF EXISTS disturb");
        proxmox.close();
    }

    private static void whenWritten(String statement) {
        Stores.sql("CREATE FUNCTION disturb() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + statement
                + " RETURN NEW; END $$");
        Stores.sql("CREATE TRIGGER disturb BEFORE UPDATE ON vm_inventory FOR EACH ROW WHEN (NEW.cluster_id = '" + ID
                + "') EXECUTE FUNCTION disturb()");
    }

    private void read(boolean checkRights) {
        lists.run(checkRights, this::noted).await().atMost(SOON);
    }

    private void noted(Map<Integer, VmRecord> known, Map<Integer, VmRecord> now) {
        before.putAll(known);
        after.putAll(now);
    }

    @Test
    void x_03_the_list_and_the_rights_to_it_have_one_limit_together() {
        assertThat(poll.listLimit()).isLessThanOrEqualTo(Duration.ofSeconds(15));

        assertThatThrownBy(() -> read(true)).isInstanceOf(TimeoutException.class);

        assertThat(after).isEmpty();
        assertThat(Inventory.number("revision", ID)).isEqualTo(1);
    }

    /** Else a cluster that takes 8 s for each answer would never be read for the first time. */
    @Test
    void x_03_rights_that_were_too_late_after_the_list_are_asked_beside_it_the_next_time() {
        assertThatThrownBy(() -> read(true)).isInstanceOf(TimeoutException.class);
        assertThat(proxmox.asked()).containsExactly("resources", "permissions");
        proxmox.asked().clear();
        proxmox.answersNoMore("resources");
        proxmox.answers("permissions", new Permissions(Map.of("/", Set.of("VM.Audit"))));

        assertThatThrownBy(() -> read(true)).isInstanceOf(TimeoutException.class);

        assertThat(proxmox.asked()).containsExactly("resources", "permissions");
    }

    @Test
    void x_03_missing_guests_that_do_not_answer_stay_and_do_not_keep_the_list_from_being_believed() {
        proxmox.answers("permissions", new Permissions(Map.of("/", Set.of("VM.Audit"))));
        cluster.reconciler()
                .change(state -> ChangeSet.of(IntStream.range(102, 112)
                        .mapToObj(vmid -> Vms.running(ID + "/" + vmid))
                        .toList()))
                .await()
                .atMost(SOON);
        lists = new ListSync(cluster, metrics, Duration.ofSeconds(6));

        read(true);

        assertThat(Inventory.postgres(ID, 101).vm().status()).isEqualTo(VmStatus.RUNNING);
        assertThat(Inventory.postgres(ID, 111).internal().staleReason()).isEqualTo("not_listed");
    }

    @Test
    void x_04_nobody_is_removed_for_others_that_are_gone() {
        known_but_not_listed(12, 40);
        all_are_gone_but(Set.of(113));

        Set<Integer> left =
                lists.run(true, this::noted).await().atMost(SOON).after().keySet();

        assertThat(left).contains(113).hasSize(40);
    }

    @Test
    void x_04_who_does_not_answer_in_time_stays_while_those_that_are_gone_go() {
        known_but_not_listed(12, 40);
        proxmox.answersBy(
                "config",
                ref -> ref.vmid() == 102
                        ? Uni.createFrom().nothing()
                        : Uni.createFrom()
                                .failure(new ProxmoxException.ServerError(
                                        500, "Configuration file 'x' does not exist")));

        Set<Integer> left =
                lists.run(true, this::noted).await().atMost(SOON).after().keySet();

        assertThat(left).contains(102).hasSize(29);
    }

    /** A whole cluster's guests asked one by one would take longer than a list may. */
    @Test
    void x_06_of_very_many_that_are_gone_some_are_asked_and_all_go() {
        known_but_not_listed(100, 140);
        all_are_gone_but(Set.of());

        read(true);
        read(true);
        proxmox.asked().clear();
        read(true);

        assertThat(proxmox.asked().stream().filter("config"::equals)).hasSize(50);
        assertThat(cluster.reconciler().state().vms()).hasSize(40);
    }

    /** A chance of one in two would do for a test to pass now and then, and for a VM to lose what is known of it. */
    @Test
    void x_04_who_was_found_to_be_hidden_is_asked_for_before_the_others() {
        known_but_not_listed(1, 400);
        all_are_gone_but(Set.of(102));
        read(true);
        listed(100, 400);
        askedFor.clear();

        read(true);

        assertThat(cluster.reconciler().state().vms()).containsKey(102).hasSize(400);
        assertThat(askedFor).startsWith(102).hasSize(50);
    }

    /** With so many missing a sample stands for all, and another one is drawn each time. */
    @Test
    void x_04_and_stays_so_whatever_the_others_say_in_later_lists() {
        known_but_not_listed(1, 400);
        all_are_gone_but(Set.of(102));
        read(true);
        listed(200, 400);

        for (int list = 0; list < 20; list++) {
            read(true);
        }

        assertThat(cluster.reconciler().state().vms()).containsKey(102);
    }

    /** One of two hidden guests may be deleted, with very many others. */
    @Test
    void x_04_and_so_does_the_second_one_when_the_first_is_gone() {
        known_but_not_listed(2, 400);
        Set<Integer> hidden = new HashSet<>(Set.of(102, 103));
        all_are_gone_but(hidden);
        read(true);
        hidden.remove(102);
        listed(200, 400);

        for (int list = 0; list < 20; list++) {
            read(true);
        }

        assertThat(cluster.reconciler().state().vms()).containsKey(103);
    }

    /** Once it was listed again, that it was hidden before says nothing. */
    @Test
    void x_04_but_no_longer_than_until_it_is_listed() {
        known_but_not_listed(1, 40);
        proxmox.answersBy(
                "config", ref -> Uni.createFrom().failure(new ProxmoxException.Forbidden("Permission check failed")));
        read(true);
        listed(0, 40);
        read(false);
        proxmox.answersBy("config", ref -> Uni.createFrom()
                .failure(
                        ref.vmid() == 102
                                ? new ProxmoxException.Busy("no answer")
                                : new ProxmoxException.ServerError(500, "Configuration file 'x' does not exist")));
        listed(2, 40);

        read(true);

        assertThat(cluster.reconciler().state().vms()).containsKey(102).doesNotContainKey(103);
    }

    @Test
    void x_04_of_a_class_that_is_deleted_at_once_only_those_go_that_were_asked_for() {
        known_but_not_listed(100, 400);
        all_are_gone_but(Set.of());

        read(true);
        assertThat(cluster.reconciler().state().vms()).hasSize(350);

        read(false);
        assertThat(cluster.reconciler().state().vms()).hasSize(300);
    }

    /** Asked for it, Proxmox says of each guest that it is gone. @param hidden of whom it says that we may not know */
    private void all_are_gone_but(Set<Integer> hidden) {
        proxmox.answersBy("config", ref -> {
            askedFor.add(ref.vmid());
            return Uni.createFrom()
                    .failure(
                            hidden.contains(ref.vmid())
                                    ? new ProxmoxException.Forbidden("Permission check failed")
                                    : new ProxmoxException.ServerError(500, "Configuration file 'x' does not exist"));
        });
    }

    private void listed(int missing, int all) {
        proxmox.answers(
                "resources",
                new ClusterResources(
                        IntStream.concat(IntStream.of(101), IntStream.range(102 + missing, 101 + all))
                                .mapToObj(vmid -> Rows.running(vmid, "vm-" + vmid, 60))
                                .toList(),
                        List.of(new NodeRow("pve1", "online"))));
    }

    /** Of so many VMs, which the token may see all. */
    private void known_but_not_listed(int missing, int all) {
        proxmox.answers("permissions", new Permissions(Map.of("/", Set.of("VM.Audit"))));
        listed(missing, all);
        cluster.reconciler()
                .change(state -> ChangeSet.of(IntStream.range(102, 101 + all)
                        .mapToObj(vmid -> Vms.running(ID + "/" + vmid))
                        .toList()))
                .await()
                .atMost(SOON);
        lists = new ListSync(cluster, metrics, Duration.ofSeconds(6));
    }

    @Test
    void the_writing_of_a_list_that_was_read_is_not_cut_off_by_that_limit() {
        whenWritten("PERFORM pg_sleep(1);");

        read(false);

        assertThat(Inventory.postgres(ID, 101).vm().status()).isEqualTo(VmStatus.RUNNING);
    }

    @Test
    void what_a_list_has_shown_is_noted_even_if_nobody_knows_whether_it_was_written() {
        whenWritten("RAISE EXCEPTION 'not this time';");

        assertThatThrownBy(() -> read(false)).isInstanceOf(StoreException.class);

        assertThat(before.get(101).vm().status()).isEqualTo(VmStatus.STOPPED);
        assertThat(after.get(101).vm().status()).isEqualTo(VmStatus.RUNNING);
        assertThat(Inventory.postgres(ID, 101).vm().status()).isEqualTo(VmStatus.STOPPED);
    }
}
