package io.labkeeper.reader.vms;

import io.labkeeper.caller.Caller;
import io.labkeeper.inventory.Vm;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.ownership.Ownership;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.vms.Inventory.Found;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which VMs are wanted. Several values of one parameter mean "one of them", several parameters mean "all of them". */
final class VmQuery {
    private static final List<String> STATUSES =
            Arrays.stream(VmStatus.values()).map(VmStatus::word).sorted().toList();
    private static final List<String> TYPES = List.of("lxc", "qemu");
    private static final List<String> CATEGORIES = List.of("linux", "other", "windows");

    private final String search;
    private final boolean templates;
    private final boolean stale;
    private final Predicate<Vm> filter;
    private final List<String> clusters;
    private final Set<String> statuses;
    private final List<String> owners;
    private final List<String> classes;

    /**
     * @throws ProblemException if a value cannot be
     */
    VmQuery(Parameters parameters) {
        String text = parameters.one("search");
        this.search = text == null ? "" : text.toLowerCase(Locale.ROOT);
        this.templates = parameters.flag("templates");
        this.stale = parameters.flag("stale");
        this.clusters = parameters.values("cluster");
        this.statuses = Set.copyOf(parameters.values("status", STATUSES));
        this.owners = parameters.values("owner");
        this.classes = parameters.values("class");
        boolean error = parameters.flag("error");
        this.filter = oneOf(clusters, Vm::clusterId)
                .and(oneOf(parameters.values("node"), Vm::node))
                .and(oneOf(parameters.values("type", TYPES), Vm::type))
                .and(oneOf(parameters.values("category", CATEGORIES), Vm::category))
                .and(tagged(parameters.values("tag")))
                .and(vm -> !error || vm.syncError() != null);
    }

    private static Predicate<Vm> oneOf(List<String> wanted, Function<Vm, String> value) {
        return wanted.isEmpty() ? vm -> true : vm -> wanted.contains(value.apply(vm));
    }

    private static Predicate<Vm> tagged(List<String> wanted) {
        return wanted.isEmpty() ? vm -> true : vm -> anyOf(wanted, vm.tags());
    }

    private static boolean anyOf(List<String> wanted, List<String> tags) {
        for (String tag : tags) {
            if (wanted.contains(tag)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whose VMs they are may be asked by those who see all, and by teachers of the classes that they teach.
     *
     * @throws ProblemException if this caller may not ask
     */
    void check(Caller caller, Moment moment) {
        boolean asks = !owners.isEmpty() || !classes.isEmpty();
        if (asks
                && !caller.seesAll()
                && moment.ownership().classes().taughtBy(caller.name()).isEmpty()) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "The parameter " + (owners.isEmpty() ? "class" : "owner")
                            + " is for administrators, operators and teachers.");
        }
    }

    /** Filters by what is shown: the status is the one that an action's outcome may lie over. */
    boolean accepts(Found found, Caller caller, Moment moment, Inventory inventory) {
        Vm vm = found.entry().vm();
        return (templates || !vm.isTemplate())
                && filter.test(vm)
                && (statuses.isEmpty() || statuses.contains(status(found, moment)))
                && (search.isEmpty() || found.entry().contains(search))
                && (!stale || inventory.stale(moment, found))
                && ofOwners(found, caller, moment.ownership());
    }

    private static String status(Found found, Moment moment) {
        return moment.actions()
                .shownStatus(found.entry().record(), moment.now())
                .word();
    }

    /** A teacher learns nothing about machines beyond the classes taught, not even about those that the teacher owns. */
    private boolean ofOwners(Found found, Caller caller, Ownership ownership) {
        if (owners.isEmpty() && classes.isEmpty()) {
            return true;
        }
        var vm = found.entry().record();
        Set<String> taught = ownership.classes().taughtBy(caller.name());
        boolean open = caller.seesAll()
                || taught.stream().anyMatch(id -> ownership.classes().holds(id, vm));
        return open
                && (owners.isEmpty() || owners.stream().anyMatch(owner -> ownership.owns(owner, vm)))
                && (classes.isEmpty()
                        || classes.stream()
                                .filter(id -> caller.seesAll() || taught.contains(id))
                                .anyMatch(id -> ownership.classes().holds(id, vm)));
    }

    /** Whether the answer can hold VMs of this cluster. */
    boolean concerns(String clusterId) {
        return clusters.isEmpty() || clusters.contains(clusterId);
    }
}
