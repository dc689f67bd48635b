package io.labkeeper.lab.launch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who has which VM at first: alice 20 over all clusters, bob 15 others, in the format of a {@code mappings.json}. */
final class DemoAssignments {
    private static final int ALICE = 20;
    private static final int BOB = 15;

    private DemoAssignments() {}

    /** @param vms all VMs as "cluster/vmid", in the order in which to hand them out within a cluster */
    static Map<String, List<String>> of(List<String> vms) {
        List<String> mixed = oneOfEachCluster(vms);
        int alice = Math.min(ALICE, mixed.size());
        int bob = Math.min(ALICE + BOB, mixed.size());
        Map<String, List<String>> mappings = new LinkedHashMap<>();
        mappings.put("alice", mixed.subList(0, alice));
        mappings.put("bob", mixed.subList(alice, bob));
        return mappings;
    }

    private static List<String> oneOfEachCluster(List<String> vms) {
        Map<String, List<String>> byCluster = new TreeMap<>();
        for (String vm : vms) {
            String cluster = vm.substring(0, vm.indexOf('/'));
            byCluster.computeIfAbsent(cluster, c -> new ArrayList<>()).add(vm);
        }
        List<String> mixed = new ArrayList<>();
        for (int i = 0; mixed.size() < vms.size(); i++) {
            for (List<String> ofOne : byCluster.values()) {
                if (i < ofOne.size()) {
                    mixed.add(ofOne.get(i));
                }
            }
        }
        return mixed;
    }
}
