package io.labkeeper.reader.vms;

import io.labkeeper.inventory.Vm;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.view.VmEntry;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What of a list is wanted. Several values of one parameter mean "one of them", several parameters mean "all of them". Unknown
 * parameters are ignored; a value that cannot be is refused, naming parameter and value.
 */
final class VmQuery {
    private static final Set<String> STATUSES =
            words(Arrays.stream(VmStatus.values()).map(VmStatus::word).toList());
    private static final Set<String> TYPES = words(List.of("qemu", "lxc"));
    private static final Set<String> CATEGORIES = words(List.of("windows", "linux", "other"));
    private static final int LONGEST_VALUE = 200;

    private final MultivaluedMap<String, String> parameters;
    private final String search;
    private final boolean templates;
    private final Predicate<Vm> filter;
    private final Set<String> statuses;

    private VmQuery(MultivaluedMap<String, String> parameters) {
        this.parameters = parameters;
        this.search = one("search").toLowerCase(Locale.ROOT);
        this.templates = flag("templates");
        this.statuses = Set.copyOf(wanted("status", STATUSES));
        this.filter = equal("cluster", Set.of(), Vm::clusterId)
                .and(equal("node", Set.of(), Vm::node))
                .and(equal("type", TYPES, Vm::type))
                .and(equal("category", CATEGORIES, Vm::category))
                .and(tag())
                .and(flag("error") ? vm -> vm.syncError() != null : vm -> true);
    }

    /**
     * @throws ProblemException if a value cannot be
     */
    static VmQuery of(MultivaluedMap<String, String> parameters) {
        return new VmQuery(parameters);
    }

    /** Filters by what is shown: the status is the one that an action's outcome may lie over. */
    boolean accepts(VmEntry entry, Moment moment) {
        return (templates || !entry.vm().isTemplate())
                && filter.test(entry.vm())
                && (statuses.isEmpty()
                        || statuses.contains(moment.actions()
                                .shownStatus(entry.record(), moment.now())
                                .word()))
                && (search.isEmpty() || entry.contains(search));
    }

    /** Whether the answer can hold VMs of this cluster. */
    boolean concerns(String clusterId) {
        return !parameters.containsKey("cluster") || values("cluster").contains(clusterId);
    }

    private Predicate<Vm> equal(String parameter, Set<String> possible, Function<Vm, String> value) {
        List<String> wanted = wanted(parameter, possible);
        return wanted.isEmpty() ? vm -> true : vm -> wanted.contains(value.apply(vm));
    }

    /** The values of a parameter; none if it is not there. */
    private List<String> wanted(String parameter, Set<String> possible) {
        if (!parameters.containsKey(parameter)) {
            return List.of();
        }
        List<String> wanted = values(parameter);
        for (String text : wanted) {
            if (!possible.isEmpty() && !possible.contains(text)) {
                throw refused(parameter, text, "it is none of " + String.join(", ", possible));
            }
        }
        return wanted;
    }

    private Predicate<Vm> tag() {
        if (!parameters.containsKey("tag")) {
            return vm -> true;
        }
        List<String> wanted = values("tag");
        return vm -> wanted.stream().anyMatch(vm.tags()::contains);
    }

    private boolean flag(String parameter) {
        String text = one(parameter);
        return switch (text) {
            case "", "false" -> false;
            case "true" -> true;
            default -> throw refused(parameter, text, "it is neither true nor false");
        };
    }

    /** The last value, as browsers' forms mean it; empty text if the parameter is not there. */
    private String one(String parameter) {
        if (!parameters.containsKey(parameter)) {
            return "";
        }
        List<String> values = values(parameter);
        return values.get(values.size() - 1);
    }

    private List<String> values(String parameter) {
        List<String> values = parameters.get(parameter);
        for (String value : values) {
            if (value == null || value.isBlank()) {
                throw refused(parameter, "", "it is empty");
            }
            if (value.length() > LONGEST_VALUE) {
                throw refused(
                        parameter, value.substring(0, 20) + "…", "it is longer than " + LONGEST_VALUE + " characters");
            }
        }
        return values;
    }

    private static ProblemException refused(String parameter, String value, String why) {
        return new ProblemException(
                        ProblemType.INVALID_PARAMETER,
                        "The parameter " + parameter + " cannot be \"" + value + "\": " + why + ".")
                .with("parameters", Map.of(parameter, value));
    }

    private static Set<String> words(List<String> words) {
        return new TreeSet<>(words);
    }
}
