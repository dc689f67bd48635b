package io.labkeeper.worker.poll;

import static io.labkeeper.worker.Inventory.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.labkeeper.proxmox.ProxmoxClient;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.labkeeper.testing.Stores;
import io.labkeeper.time.DatabaseClock;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.labkeeper.worker.reconcile.Reconciler;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * a cluster whose endpoint leads to another one for a while: complete lists, rights and all, of guests with the same numbers on
 * nodes with the same names. Read list by list, past the loops; the one that answers is lab-a or lab-b.
 */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class ForeignListIT {
    private static final String ID = "lab-s";

    @Inject
    ProxmoxClients clients;

    @Inject
    Leases leases;

    @Inject
    io.labkeeper.worker.reconcile.Stores stores;

    @Inject
    DatabaseClock clock;

    @Inject
    WorkerMetrics metrics;

    @Inject
    MeterRegistry registry;

    private String answering = "lab-a";
    private int left;
    private ListSync lists;
    private Watched cluster;

    @BeforeEach
    void ours_was_read() {
        Inventory.readWhole("lab-a");
        Inventory.readWhole("lab-b");
        ProxmoxCluster ours = clients.clusters().stream()
                .filter(one -> one.id().equals("lab-a"))
                .findFirst()
                .orElseThrow();
        ProxmoxCluster settings = new ProxmoxCluster(
                ID,
                ID,
                ours.endpoints(),
                ours.tokens(),
                ours.trust(),
                ours.limits(),
                ours.quickInterval(),
                ours.fullInterval());
        Reconciler reconciler = new Reconciler(ID, stores);
        cluster = new Watched(settings, client(), reconciler, clock);
        lists = new ListSync(cluster, metrics, SOON);
        long fence = leases.take(ID, ID, "the-test", Duration.ofMinutes(5))
                .await()
                .atMost(SOON)
                .orElseThrow()
                .fence();
        reconciler.take(fence).await().atMost(SOON);
        read();
    }

    @AfterEach
    void gone() {
        Stores.sql("DELETE FROM cluster_sync WHERE cluster_id = '" + ID + "'");
        Stores.sql("DELETE FROM vm_inventory WHERE cluster_id = '" + ID + "'");
        Stores.sql("DELETE FROM vm_address WHERE cluster_id = '" + ID + "'");
    }

    /** The client of whichever cluster answers now. */
    private ProxmoxClient client() {
        Supplier<ProxmoxClient> now = () -> clients.client(answering).orElseThrow();
        return (ProxmoxClient) Proxy.newProxyInstance(
                ProxmoxClient.class.getClassLoader(),
                new Class<?>[] {ProxmoxClient.class},
                (proxy, method, arguments) -> {
                    left += method.getName().equals("tryAnotherEndpoint") ? 1 : 0;
                    return ask(now.get(), method, arguments);
                });
    }

    private static Object ask(ProxmoxClient client, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(client, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void read() {
        lists.run(true, (before, after) -> {}).await().atMost(SOON);
    }

    private Map<Integer, String> names() {
        Map<Integer, String> names = new TreeMap<>();
        cluster.reconciler()
                .state()
                .vms()
                .forEach((vmid, record) -> names.put(vmid, record.vm().name()));
        return names;
    }

    private double refusals() {
        return registry.counter("labkeeper.worker.foreign.lists", "cluster", ID).count();
    }

    private void refused() {
        assertThatThrownBy(this::read).isInstanceOf(Troubles.ForeignList.class);
    }

    @Test
    void x_04_two_such_lists_change_nothing_and_no_node_is_asked_about_our_guests() {
        Map<Integer, String> ours = names();
        String revision = Inventory.text("revision", ID);
        double before = refusals();
        answering = "lab-b";

        refused();
        refused();

        assertThat(names()).isEqualTo(ours);
        assertThat(Inventory.text("revision", ID)).isEqualTo(revision);
        assertThat(refusals()).isEqualTo(before + 2);
        assertThat(left).as("endpoints left for another one").isEqualTo(2);
        assertThat(cluster.askable("pve1")).isFalse();

        answering = "lab-a";
        read();
        assertThat(cluster.askable("pve1")).isTrue();
        answering = "lab-b";
        refused();
        assertThat(names()).isEqualTo(ours);
    }

    @Test
    void x_04_the_third_in_a_row_is_believed_and_its_removals_are_withheld_for_three_more() {
        Map<Integer, String> ours = names();
        answering = "lab-b";
        refused();
        refused();

        read();

        assertThat(names()).hasSameSizeAs(ours).isNotEqualTo(ours);
        read();
        read();
        await().atMost(SOON).untilAsserted(() -> assertThat(Inventory.count(ID)).isEqualTo(Inventory.count("lab-b")));
    }

    @Test
    void x_04_a_list_that_was_given_up_or_another_holder_between_them_begins_the_count_anew() {
        Map<Integer, String> ours = names();
        answering = "lab-b";
        refused();
        refused();

        lists.run(true, (before, after) -> {})
                .subscribe()
                .with(read -> {}, failure -> {})
                .cancel();
        refused();
        refused();

        lists.forget();
        refused();
        assertThat(names()).isEqualTo(ours);
    }
}
