package io.labkeeper.reader.vms;

import io.labkeeper.caller.Caller;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.view.VmEntry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a caller may see of the view. Every way to a VM goes through here: ownership is checked on the VM that was found, and what may
 * not be seen is not there.
 */
@ApplicationScoped
public class Inventory {
    private static final Duration SOON = Duration.ofSeconds(2);

    private final InventoryView view;
    private final Map<String, ShownCluster> shown = new ConcurrentHashMap<>();

    public Inventory(InventoryView view) {
        this.view = view;
        view.watch(this::forgetRemoved);
    }

    /** What a cluster showed that is no longer there, with the JSON of all its VMs. */
    private void forgetRemoved() {
        shown.keySet().retainAll(view.moment().clusters().keySet());
    }

    /** A VM with the cluster it belongs to. */
    public record Found(VmEntry entry, ClusterView cluster) {}

    /**
     * @throws ProblemException if nothing has been loaded from any store yet
     */
    public Moment moment() {
        Moment moment = view.moment();
        if (!moment.loaded()) {
            throw new ProblemException(
                            ProblemType.INVENTORY_UNAVAILABLE,
                            "This replica has not been able to load the inventory from Redis or Postgres yet.")
                    .retryAfter(SOON);
        }
        return moment;
    }

    /** All VMs that the caller may see, by cluster and number; templates too. */
    public Stream<Found> visible(Moment moment, Caller caller) {
        if (caller.seesAll()) {
            return moment.clusters().values().stream()
                    .flatMap(cluster -> cluster.entries().stream().map(entry -> new Found(entry, cluster)));
        }
        return moment.ownership().assignedTo(caller.name()).stream()
                .map(key -> find(moment, key))
                .filter(Objects::nonNull)
                .filter(found ->
                        moment.ownership().owns(caller.name(), found.entry().record()));
    }

    /** The clusters in which a caller without any VM in the answer could have some: all, or those where VMs are assigned. */
    List<ClusterView> clusters(Moment moment, Caller caller, VmQuery query) {
        Set<String> own = moment.ownership().assignedTo(caller.name()).stream()
                .map(VmKey::clusterId)
                .collect(Collectors.toSet());
        return moment.clusters().values().stream()
                .filter(cluster -> query.concerns(cluster.head().clusterId()))
                .filter(cluster ->
                        caller.seesAll() || own.contains(cluster.head().clusterId()))
                .toList();
    }

    /** How many VMs the caller may see at the most, told without looking at any. */
    int mostVisible(Moment moment, Caller caller) {
        return caller.seesAll()
                ? moment.clusters().values().stream()
                        .mapToInt(cluster -> cluster.entries().size())
                        .sum()
                : moment.ownership().assignedTo(caller.name()).size();
    }

    /** How many VMs the caller may see, templates aside. */
    public long count(Moment moment, Caller caller) {
        return visible(moment, caller)
                .filter(found -> !found.entry().vm().isTemplate())
                .count();
    }

    /** One VM, if it is there and the caller may see it. */
    Optional<Found> visible(Moment moment, Caller caller, VmKey key) {
        return Optional.ofNullable(find(moment, key))
                .filter(found -> caller.seesAll()
                        || moment.ownership().owns(caller.name(), found.entry().record()));
    }

    /**
     * One VM, as the path of a request names it.
     *
     * @throws ProblemException if it is not there or the caller may not see it, which are told alike; or if the number is none
     */
    public Found require(Moment moment, Caller caller, String clusterId, String vmid) {
        return visible(moment, caller, key(clusterId, vmid))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.VM_NOT_FOUND,
                        "There is no virtual machine " + vmid + " in cluster " + clusterId + "."));
    }

    /**
     * All VMs of this number that the caller may see, one per cluster at the most.
     *
     * @throws ProblemException if the number is none
     */
    public List<Found> numbered(Moment moment, Caller caller, String vmid) {
        return moment.clusters().keySet().stream()
                .map(clusterId -> visible(moment, caller, key(clusterId, vmid)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** An answer about this VM, with the headers that every answer from the view carries. */
    public Response answer(Response.ResponseBuilder answer, Moment moment, Found found) {
        return ReadAnswer.of(answer, moment, List.of(found.cluster()));
    }

    /** The same for an answer about all clusters. */
    public Response answer(Response.ResponseBuilder answer, Moment moment) {
        return ReadAnswer.of(answer, moment, moment.clusters().values());
    }

    /** An answer about this VM whose content was read from Postgres: how old the view is it tells all the same. */
    public Response answerFromPostgres(Response.ResponseBuilder answer, Moment moment, Found found) {
        return ReadAnswer.of(answer, ReadAnswer.POSTGRES, moment, List.of(found.cluster()));
    }

    /** An answer for which nothing needs to be loaded; its age is told once something is. */
    public Response answerOfReplica(Response.ResponseBuilder answer) {
        Moment moment = view.moment();
        return moment.loaded()
                ? answer(answer, moment)
                : answer.header("Cache-Control", ReadAnswer.CACHE_CONTROL)
                        .header("Vary", ReadAnswer.VARY)
                        .header("Labkeeper-Source", ReadAnswer.VIEW)
                        .build();
    }

    /** How a VM is shown at that moment. */
    public ShownVm show(Moment moment, Found found) {
        return shownCluster(moment, found.cluster()).shown(found.entry(), moment.actions(), moment.now());
    }

    /** What all clusters show at that moment, as their serial numbers: the same as long as they show the same. */
    List<Long> shown(Moment moment) {
        List<Long> serials = new ArrayList<>(moment.clusters().size());
        moment.clusters()
                .values()
                .forEach(cluster -> serials.add(shownCluster(moment, cluster).serial()));
        return serials;
    }

    /** Whether this VM is doubtful. */
    boolean stale(Moment moment, Found found) {
        return shownCluster(moment, found.cluster()).stale(found.entry());
    }

    /** Whether all VMs of the cluster are doubtful. */
    boolean stale(Moment moment, ClusterView cluster) {
        return shownCluster(moment, cluster).stale();
    }

    private ShownCluster shownCluster(Moment moment, ClusterView cluster) {
        String id = cluster.head().clusterId();
        ShownCluster held = shown.get(id);
        ShownCluster now = ShownCluster.of(cluster, moment.now(), held);
        if (now != held) {
            shown.put(id, now);
        }
        return now;
    }

    private static VmKey key(String clusterId, String vmid) {
        try {
            return new VmKey(clusterId, Integer.parseInt(vmid));
        } catch (NumberFormatException e) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER, "The number of a virtual machine cannot be \"" + vmid + "\".");
        }
    }

    private static Found find(Moment moment, VmKey key) {
        ClusterView cluster = moment.clusters().get(key.clusterId());
        VmEntry entry = cluster == null ? null : cluster.entry(key.vmid());
        return entry == null ? null : new Found(entry, cluster);
    }
}
