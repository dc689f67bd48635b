package io.labkeeper.proxmox;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;

/** Proxmox's API over HTTP: which call, and how to read its answer. */
final class HttpProxmoxClient implements ProxmoxClient {

    /** A guest has few tasks within the time that anybody asks about; Proxmox's own default is 50. */
    private static final int TASKS = 100;

    private final String clusterId;
    private final Exchange exchange;

    HttpProxmoxClient(String clusterId, Exchange exchange) {
        this.clusterId = clusterId;
        this.exchange = exchange;
    }

    /** A client with its own connections, to be {@linkplain #close closed}. */
    static HttpProxmoxClient connect(ProxmoxCluster cluster, Caution caution, ProxmoxMetrics metrics) {
        List<Exchange.Endpoint> endpoints = cluster.endpoints().stream()
                .map(uri -> new Exchange.Endpoint(
                        uri,
                        cluster.tokens().stream()
                                .map(token -> Transport.client(uri, cluster, token))
                                .toList()))
                .toList();
        return new HttpProxmoxClient(cluster.id(), new Exchange(cluster, endpoints, caution, metrics));
    }

    /** Lets all connections go; calls under way fail. */
    void close() {
        exchange.close();
    }

    @Override
    public String clusterId() {
        return clusterId;
    }

    @Override
    public Uni<ClusterResources> resources() {
        return exchange.ask(Call.local("/cluster/resources", ProxmoxRest::resources), ResourceReader::resources);
    }

    @Override
    public Uni<Permissions> permissions() {
        return exchange.ask(Call.local("/access/permissions", ProxmoxRest::permissions), ResourceReader::permissions);
    }

    @Override
    public Uni<GuestConfig> config(GuestRef guest) {
        return exchange.ask(
                Call.proxied(
                        endpoint(guest, "config"),
                        rest -> rest.config(guest.node(), guest.type().word(), guest.vmid())),
                data -> ConfigReader.config(guest.type(), data));
    }

    @Override
    public Uni<GuestStatus> status(GuestRef guest) {
        // Asked before and after an order, or since somebody waits for this very VM.
        return exchange.ask(
                Call.following(
                        endpoint(guest, "status/current"),
                        rest -> rest.status(guest.node(), guest.type().word(), guest.vmid())),
                TaskReader::status);
    }

    @Override
    public Uni<List<GuestInterface>> interfaces(GuestRef guest) {
        Call call = guest.type() == GuestType.QEMU
                ? Call.proxied(
                        endpoint(guest, "agent/network-get-interfaces"),
                        rest -> rest.agentInterfaces(guest.node(), guest.vmid()))
                : Call.proxied(
                        endpoint(guest, "interfaces"), rest -> rest.containerInterfaces(guest.node(), guest.vmid()));
        return exchange.ask(call, data -> Addresses.interfaces(guest.type(), data));
    }

    @Override
    public Uni<Upid> power(GuestRef guest, PowerOrder order) {
        String command = order.command().word();
        String form = form(guest.type(), order);
        return exchange.ask(
                Call.order(
                        endpoint(guest, "status/" + command),
                        rest -> rest.power(guest.node(), guest.type().word(), guest.vmid(), command, form)),
                TaskReader::upid);
    }

    @Override
    public Uni<TaskStatus> task(Upid upid) {
        return exchange.ask(
                Call.following("/nodes/{node}/tasks/{upid}/status", rest -> rest.task(upid.node(), upid.text())),
                TaskReader::task);
    }

    @Override
    public Uni<List<TaskSummary>> tasks(String node, int vmid, long since) {
        return exchange.ask(
                Call.following(
                        "/nodes/{node}/tasks",
                        rest -> rest.tasks(node, "all", vmid, since > 0 ? Long.valueOf(since) : null, TASKS)),
                TaskReader::tasks);
    }

    @Override
    public Uni<List<TaskSummary>> clusterTasks() {
        return exchange.ask(Call.local("/cluster/tasks", ProxmoxRest::clusterTasks), TaskReader::tasks);
    }

    @Override
    public Uni<Long> nodeTime(String node) {
        return exchange.ask(Call.following("/nodes/{node}/time", rest -> rest.time(node)), TaskReader::time);
    }

    @Override
    public void tryAnotherEndpoint() {
        exchange.tryAnother();
    }

    @Override
    public Duration longestCall() {
        return exchange.longestCall();
    }

    @Override
    public Duration longestUnsent() {
        return exchange.longestUnsent();
    }

    @Override
    public long requestCount() {
        return exchange.requestCount();
    }

    private static String endpoint(GuestRef guest, String rest) {
        return "/nodes/{node}/" + guest.type().word() + "/{vmid}/" + rest;
    }

    /** Only what this command takes: Proxmox refuses unknown parameters. */
    static String form(GuestType type, PowerOrder order) {
        StringJoiner form = new StringJoiner("&");
        order.timeout()
                .filter(timeout -> takesTimeout(type, order.command()))
                .ifPresent(timeout -> form.add("timeout=" + timeout.toSeconds()));
        if (order.force() && order.command() == PowerOrder.Command.SHUTDOWN) {
            form.add("forceStop=1");
        }
        if (order.overrule() && order.command() == PowerOrder.Command.STOP) {
            form.add("overrule-shutdown=1");
        }
        return form.toString();
    }

    /** Starting and stopping a container knows no time limit (pve-container {@code src/PVE/API2/LXC/Status.pm}). */
    private static boolean takesTimeout(GuestType type, PowerOrder.Command command) {
        return switch (command) {
            case SHUTDOWN, REBOOT -> true;
            case START, STOP -> type == GuestType.QEMU;
            case RESET, SUSPEND, RESUME -> false;
        };
    }
}
