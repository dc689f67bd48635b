package io.labkeeper.reader.vms;

import io.labkeeper.inventory.Vm;
import io.labkeeper.inventory.VmMetrics;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.vms.Inventory.Found;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The order of a list: by a member, upwards or downwards, what is alike by cluster and number. What has no value comes last either way.
 *
 * @param word as in the request; empty for the order by cluster and number alone
 * @param by null for that order
 */
record VmOrder(String word, By by, boolean down) {
    private static final VmOrder NATURAL = new VmOrder("", null, false);

    /** What can be sorted by. */
    enum By {
        NAME,
        VMID,
        STATUS,
        NODE,
        CPU_USAGE,
        MEMORY_USAGE,
        UPTIME;

        private static final List<String> WORDS =
                Arrays.stream(values()).map(By::word).toList();

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether its values are texts; else they are numbers. */
        boolean isText() {
            return this == NAME || this == STATUS || this == NODE;
        }
    }

    /**
     * Where a VM stands in an order.
     *
     * @param text null where the order is by numbers, or there is no value
     * @param number null where the order is by texts, or there is no value
     */
    record Place(String text, Double number, String clusterId, int vmid) {}

    static VmOrder of(Parameters parameters) {
        String word = parameters.one("sort");
        if (word == null) {
            return NATURAL;
        }
        boolean down = word.startsWith("-");
        int at = By.WORDS.indexOf(down ? word.substring(1) : word);
        if (at < 0) {
            throw Parameters.refused(
                    "sort", word, "it is none of " + String.join(", ", By.WORDS) + ", nor one of these behind a \"-\"");
        }
        return new VmOrder(word, By.values()[at], down);
    }

    /** Whether it is the order in which the view holds them. */
    boolean natural() {
        return by == null;
    }

    Place place(Found found, Moment moment) {
        Vm vm = found.entry().vm();
        return new Place(text(found, moment), number(found), vm.clusterId(), vm.vmid());
    }

    private String text(Found found, Moment moment) {
        if (by == By.NAME) {
            return found.entry().vm().name().toLowerCase(Locale.ROOT);
        }
        if (by == By.NODE) {
            return found.entry().vm().node();
        }
        return by == By.STATUS
                ? moment.actions()
                        .shownStatus(found.entry().record(), moment.now())
                        .word()
                : null;
    }

    private Double number(Found found) {
        int vmid = found.entry().vm().vmid();
        if (by == By.VMID) {
            return (double) vmid;
        }
        VmMetrics metrics = found.cluster().metrics().of(vmid);
        if (by == By.UPTIME) {
            return metrics.uptime() == null ? null : metrics.uptime().doubleValue();
        }
        if (by == By.CPU_USAGE) {
            return metrics.cpuUsage();
        }
        return by == By.MEMORY_USAGE ? metrics.memoryUsage() : null;
    }

    Comparator<Place> comparator() {
        return Comparator.comparing(Place::text, inOrder())
                .thenComparing(Place::number, inOrder())
                .thenComparing(Place::clusterId)
                .thenComparingInt(Place::vmid);
    }

    private <T extends Comparable<? super T>> Comparator<T> inOrder() {
        Comparator<T> upwards = Comparator.naturalOrder();
        return Comparator.nullsLast(down ? upwards.reversed() : upwards);
    }
}
