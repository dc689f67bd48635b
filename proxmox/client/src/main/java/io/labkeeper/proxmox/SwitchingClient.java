package io.labkeeper.proxmox;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * The client of a cluster whose settings may change while it is used: each call goes through the connections that are in force when
 * it begins and ends there; those that no call uses any more are closed. Safe to use from any thread.
 */
final class SwitchingClient implements ProxmoxClient {

    private final String clusterId;
    private final ProxmoxMetrics metrics;
    private Generation current; // guarded by this
    private volatile Duration longestCall;
    private volatile Duration longestUnsent;

    SwitchingClient(HttpProxmoxClient first, ProxmoxMetrics metrics) {
        this.clusterId = first.clusterId();
        this.metrics = metrics;
        this.current = new Generation(first);
        this.longestCall = first.longestCall();
        this.longestUnsent = first.longestUnsent();
    }

    /** From now on calls go through this one. */
    void become(HttpProxmoxClient next) {
        longestCall = next.longestCall();
        longestUnsent = next.longestUnsent();
        retire(new Generation(next));
    }

    /** The cluster is configured no longer: calls fail, except those under way. */
    void end() {
        retire(null);
        metrics.remove();
    }

    private void retire(Generation next) {
        Generation old;
        synchronized (this) {
            old = current;
            current = next;
            if (old != null) {
                old.retired = true;
            }
        }
        closeIfUnused(old);
    }

    private synchronized Generation enter() {
        if (current != null) {
            current.underWay++;
        }
        return current;
    }

    private void leave(Generation generation) {
        synchronized (this) {
            generation.underWay--;
        }
        closeIfUnused(generation);
    }

    private void closeIfUnused(Generation generation) {
        synchronized (this) {
            if (generation == null || !generation.retired || generation.underWay > 0 || generation.closed) {
                return;
            }
            generation.closed = true;
        }
        generation.client.close();
    }

    private <T> Uni<T> call(Function<ProxmoxClient, Uni<T>> what) {
        return Uni.createFrom().deferred(() -> {
            Generation generation = enter();
            if (generation == null) {
                return Uni.createFrom()
                        .failure(new ProxmoxException.Unreachable(
                                "cluster " + clusterId + " is not configured any more", null));
            }
            return what.apply(generation.client).onTermination().invoke(() -> leave(generation));
        });
    }

    @Override
    public String clusterId() {
        return clusterId;
    }

    @Override
    public Uni<ClusterResources> resources() {
        return call(ProxmoxClient::resources);
    }

    @Override
    public Uni<List<TaskSummary>> clusterTasks() {
        return call(ProxmoxClient::clusterTasks);
    }

    @Override
    public Uni<Permissions> permissions() {
        return call(ProxmoxClient::permissions);
    }

    @Override
    public Uni<GuestConfig> config(GuestRef guest) {
        return call(client -> client.config(guest));
    }

    @Override
    public Uni<GuestStatus> status(GuestRef guest) {
        return call(client -> client.status(guest));
    }

    @Override
    public Uni<List<GuestInterface>> interfaces(GuestRef guest) {
        return call(client -> client.interfaces(guest));
    }

    @Override
    public Uni<Upid> power(GuestRef guest, PowerOrder order) {
        return call(client -> client.power(guest, order));
    }

    @Override
    public Uni<TaskStatus> task(Upid upid) {
        return call(client -> client.task(upid));
    }

    @Override
    public Uni<List<TaskSummary>> tasks(String node, int vmid, long since) {
        return call(client -> client.tasks(node, vmid, since));
    }

    @Override
    public Uni<Long> nodeTime(String node) {
        return call(client -> client.nodeTime(node));
    }

    @Override
    public void tryAnotherEndpoint() {
        Generation now;
        synchronized (this) {
            now = current;
        }
        if (now != null) {
            now.client.tryAnotherEndpoint();
        }
    }

    @Override
    public Duration longestCall() {
        return longestCall;
    }

    @Override
    public Duration longestUnsent() {
        return longestUnsent;
    }

    @Override
    public long requestCount() {
        return metrics.sum();
    }

    /** One set of connections; its figures are guarded by the client. */
    private static final class Generation {
        private final HttpProxmoxClient client;
        private int underWay;
        private boolean retired;
        private boolean closed;

        Generation(HttpProxmoxClient client) {
            this.client = client;
        }
    }
}
