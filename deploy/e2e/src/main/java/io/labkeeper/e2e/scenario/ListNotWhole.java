package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Json;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.simulator.Fault;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Good answers that lack VMs which are there: half a list, an empty one, one without the VMs that the token may not see any more, one
 * without VMs that Proxmox denies, the one of another cluster. And one that lacks VMs which are gone indeed.
 */
public final class ListNotWhole implements Scenario {
    /** More than would be needed if they counted as complete answers. */
    private static final int ANSWERS = 4;

    private static final int STRANGERS = 5;
    private static final int STRANGE_VMID = 70_000;

    /** In Proxmox's words; the name of the file does not matter. */
    private static final String NO_SUCH_GUEST = "Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist";

    @Override
    public String id() {
        return "X-04";
    }

    @Override
    public String promise() {
        return "half a list, an empty list, a list without the VMs to which rights were taken away: no VM is deleted or hidden,"
                + " however often they come; many VMs gone at once: not before the third complete answer; the list of another"
                + " cluster: refused whole, so that no stranger is shown; all of it is told";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (SickCluster cluster = SickCluster.any(bench);
                SteadyLoad load = bench.load()) {
            Story story = new Story(bench, cluster, findings);
            // Cut off in the middle, before the rows of the nodes: not even complete in its form.
            Fault half = Fault.of("partial", Fault.LIST).with("keep", 0.5).times(ANSWERS);
            story.tell("half of the list", half, ANSWERS, "partial_rights");
            Fault empty = Fault.body("{\"data\":[]}", Fault.LIST).times(ANSWERS);
            story.tell("an empty list", empty, ANSWERS, "partial_rights");
            story.rightsTaken();
            // Asked for them, Proxmox denies that they exist: the answer is complete and its rights are good.
            cluster.simulator().fault(Fault.status(500, NO_SUCH_GUEST, "/nodes/*/config"));
            Fault denied =
                    Fault.of("fewer_guests", Fault.LIST).with("keep", 0.5).times(2);
            story.tell("twice all nodes and half of the VMs, the rest denied", denied, 2, "removal_withheld");
            new ManyGone(bench, cluster, findings).play();
            Fault strange = Fault.body(strangers(cluster), Fault.LIST).times(2);
            story.tell("twice the list of another cluster", strange, 2, "foreign_list");
            Duration clean =
                    cluster.shows("no stranger", bench.pace().quickShown().multipliedBy(6), vms -> vms.keySet()
                            .equals(story.known()));
            findings.note("no VM of the other cluster shown, seen after " + clean.toMillis() + " ms");
            findings.expect(bench.replicasEqualPostgres());
            findings.expect(load.stop().allGood(), load.report().describe());
        }
    }

    /** A list that is in itself complete: nodes that are online, and a few guests, none of them known here. */
    private static String strangers(SickCluster cluster) {
        List<Map<String, Object>> rows = new ArrayList<>();
        List<String> nodes = cluster.simulator().nodes();
        nodes.forEach(node -> rows.add(Map.of("type", "node", "id", "node/" + node, "node", node, "status", "online")));
        IntStream.range(STRANGE_VMID, STRANGE_VMID + STRANGERS)
                .forEach(vmid -> rows.add(Map.of(
                        "type",
                        "qemu",
                        "id",
                        "qemu/" + vmid,
                        "vmid",
                        vmid,
                        "node",
                        nodes.get(0),
                        "status",
                        "stopped",
                        "name",
                        "stranger-" + vmid,
                        "uptime",
                        0)));
        return Json.write(Map.of("data", rows));
    }

    private static final class Story {
        private final Bench bench;
        private final SickCluster cluster;
        private final Findings findings;
        private final Set<VmRef> known;

        Story(Bench bench, SickCluster cluster, Findings findings) {
            this.bench = bench;
            this.cluster = cluster;
            this.findings = findings;
            this.known = Set.copyOf(cluster.stored().keySet());
        }

        Set<VmRef> known() {
            return known;
        }

        /** The list lacks every second VM, {@code /access/permissions} does not name them, and asking for one is answered 403. */
        void rightsTaken() {
            Simulator simulator = cluster.simulator();
            List<Integer> hidden = simulator.guests().stream()
                    .map(guest -> guest.vm().vmid())
                    .filter(vmid -> vmid % 2 == 0)
                    .toList();
            String what = "the rights to " + hidden.size() + " VMs taken away from the token";
            try {
                hidden.forEach(simulator::hide);
                suffer(what, Fault.none(Fault.LIST).times(ANSWERS), ANSWERS, "partial_rights");
            } finally {
                hidden.forEach(simulator::unhide);
            }
            cluster.heal();
            nothingDeleted(what);
        }

        void tell(String what, Fault fault, int times, String expected) {
            suffer(what, fault, times, expected);
            cluster.heal();
            nothingDeleted(what);
        }

        private void suffer(String what, Fault fault, int times, String expected) {
            Set<String> told = new TreeSet<>();
            int[] least = {known.size()};
            Duration limit = bench.pace().quickShown().multipliedBy(times + 2L);
            Runnable look = () -> cluster.readers().forEach(reader -> {
                told.add(cluster.trouble(reader));
                Map<VmRef, JsonNode> shown = cluster.vms(reader);
                least[0] = Math.min(least[0], (int)
                        known.stream().filter(shown::containsKey).count());
            });
            cluster.suffer(fault, times, limit, look);
            cluster.tells(expected, limit, now -> {
                look.run();
                return told.contains(expected);
            });
            findings.expect(
                    least[0] == known.size(),
                    what + " (" + times + " answers): " + known.size() + " VMs known, at least " + least[0]
                            + " shown at all times");
            findings.expect(told.contains(expected), what + ": told as " + told);
        }

        private void nothingDeleted(String what) {
            Set<VmRef> gone = cluster.database().deleted(cluster.id());
            gone.retainAll(known);
            findings.expect(
                    cluster.stored().keySet().containsAll(known) && gone.isEmpty(),
                    what + ": " + gone.size() + " deleted");
        }
    }
}
