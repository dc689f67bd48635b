package io.labkeeper.worker.poll;

import static io.labkeeper.worker.Inventory.SOON;

import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.GuestRef;
import io.labkeeper.proxmox.ProxmoxClient;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.labkeeper.worker.reconcile.Reconciler;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A cluster that no loop knows: some VMs are known of it, and its Proxmox answers what a test has it answer; whatever else it is asked, it
 * never answers. Leaves nothing in the stores once it is closed.
 */
final class ClusterUnderTest implements AutoCloseable {
    private final String id;
    private final Map<String, Function<GuestRef, Uni<?>>> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    ClusterUnderTest(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    /** From now on each call of this name has this answer. @param call a method of {@link ProxmoxClient} */
    void answers(String call, Object answer) {
        answers.put(call, ref -> Uni.createFrom().item(answer));
    }

    /** The same, by guest. */
    void answersBy(String call, Function<GuestRef, Uni<?>> answer) {
        answers.put(call, answer);
    }

    void answersNoMore(String call) {
        answers.remove(call);
    }

    /** The names of all calls so far, in order. */
    List<String> asked() {
        return asked;
    }

    /** It is ours under fence 1, and these are its VMs. */
    Watched knows(
            ProxmoxClients clients, io.labkeeper.worker.reconcile.Stores stores, DatabaseClock clock, VmRecord... vms) {
        return knows(clients, client(), stores, clock, vms);
    }

    /** The same with another's Proxmox. */
    Watched knows(
            ProxmoxClients clients,
            ProxmoxClient client,
            io.labkeeper.worker.reconcile.Stores stores,
            DatabaseClock clock,
            VmRecord... vms) {
        Vms.store(Vms.cluster(id, new Revision(1, 1), vms));
        Reconciler reconciler = new Reconciler(id, stores);
        reconciler.take(1).await().atMost(SOON);
        return new Watched(settings(clients.clusters().iterator().next()), client, reconciler, clock);
    }

    private ProxmoxCluster settings(ProxmoxCluster some) {
        return new ProxmoxCluster(
                id,
                id,
                some.endpoints(),
                some.tokens(),
                some.trust(),
                some.limits(),
                some.quickInterval(),
                some.fullInterval());
    }

    private ProxmoxClient client() {
        return (ProxmoxClient) Proxy.newProxyInstance(
                ProxmoxClient.class.getClassLoader(),
                new Class<?>[] {ProxmoxClient.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("requestCount")) {
                        return (long) asked.size();
                    }
                    asked.add(method.getName());
                    GuestRef guest = arguments != null && arguments[0] instanceof GuestRef ref ? ref : null;
                    Function<GuestRef, Uni<?>> answer = answers.get(method.getName());
                    return answer == null ? Uni.createFrom().nothing() : answer.apply(guest);
                });
    }

    @Override
    public void close() {
        leavesNothing(id);
    }

    /** Removes what stores hold of a cluster. */
    static void leavesNothing(String id) {
        for (String table : List.of("vm_inventory", "vm_address", "cluster_metrics", "cluster_sync")) {
            Stores.sql("DELETE FROM " + table + " WHERE cluster_id = '" + id + "'");
        }
        Stores.redis(
                Command.DEL,
                "labkeeper:{" + id + "}:head",
                "labkeeper:{" + id + "}:vms",
                "labkeeper:{" + id + "}:metrics");
        Stores.redis(Command.SREM, "labkeeper:clusters", id);
    }
}
