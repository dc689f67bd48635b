package io.labkeeper.reader.vms;

import io.labkeeper.caller.Caller;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.vms.Inventory.Found;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request for a list, as its parameters say it: which VMs, in which order, from where, how many, and what of each.
 *
 * @param after the place behind which the page begins, null for the beginning
 * @param limit of VMs on the page
 * @param live whether Proxmox is to be asked first
 */
record VmListing(VmQuery query, VmOrder order, VmOrder.Place after, int limit, VmFields fields, boolean live) {
    private static final int MOST = 10_000;

    /** Without any parameter: all that the caller may see. */
    static final VmListing EVERYTHING = of(new Parameters(new MultivaluedHashMap<>()));

    /** One page of the list. @param total of all pages; @param next cursor of the next page, null if there is none */
    record Page(List<Found> vms, int total, String next) {}

    private record Placed(VmOrder.Place place, Found vm) {}

    /**
     * @throws io.labkeeper.problem.ProblemException if a value cannot be
     */
    static VmListing of(MultivaluedMap<String, String> given) {
        return given.isEmpty() ? EVERYTHING : of(new Parameters(given));
    }

    private static VmListing of(Parameters parameters) {
        VmOrder order = VmOrder.of(parameters);
        boolean forced = parameters.flag("force_refresh");
        return new VmListing(
                new VmQuery(parameters),
                order,
                Cursor.of(parameters, order),
                parameters.number("limit", 1, MOST).orElse(Integer.MAX_VALUE),
                VmFields.of(parameters),
                parameters.flag("live") || forced);
    }

    Page page(Moment moment, Caller caller, Inventory inventory) {
        List<Found> found = inventory
                .visible(moment, caller)
                .filter(vm -> query.accepts(vm, caller, moment, inventory))
                .toList();
        return order.natural() && after == null && found.size() <= limit
                ? new Page(found, found.size(), null)
                : cut(found, moment);
    }

    private Page cut(List<Found> found, Moment moment) {
        Comparator<VmOrder.Place> inOrder = order.comparator();
        Stream<Placed> rest = found.stream()
                .map(vm -> new Placed(order.place(vm, moment), vm))
                .filter(vm -> after == null || inOrder.compare(vm.place(), after) > 0)
                .sorted(Comparator.comparing(Placed::place, inOrder));
        List<Placed> page = rest.limit(limit + 1L).toList();
        boolean more = page.size() > limit;
        List<Placed> shown = more ? page.subList(0, limit) : page;
        String next = more ? Cursor.behind(shown.get(limit - 1).place(), order) : null;
        return new Page(shown.stream().map(Placed::vm).toList(), found.size(), next);
    }
}
