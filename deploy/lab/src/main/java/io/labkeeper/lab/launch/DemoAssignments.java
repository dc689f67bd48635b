package io.labkeeper.lab.launch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who has which VM at first: alice 20 over all clusters, bob 15 others, in the format of a {@code mappings.json}; and a class of tina's,
 * which has 10 more.
 */
final class DemoAssignments {
    private static final int ALICE = 20;
    private static final int BOB = 15;
    private static final int CLASS = 10;
    private static final int SHARED = 3;

    /** The class that tina teaches. */
    static final String CLASS_ID = "networks-101";

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

    /**
     * The class, as {@code PUT /api/classes/networks-101} takes it. Alice is a member: the first VM is hers within the class, the others
     * are for all of it.
     *
     * @param vms as for {@link #of}
     */
    static Map<String, Object> labClass(List<String> vms) {
        List<String> mixed = oneOfEachCluster(vms);
        int from = Math.min(ALICE + BOB, mixed.size());
        int to = Math.min(from + CLASS, mixed.size());
        List<Map<String, Object>> ofClass = new ArrayList<>();
        for (String vm : from == to ? some(of(vms).get("alice")) : mixed.subList(from, to)) {
            ofClass.add(entry(vm, from == to || ofClass.isEmpty()));
        }
        return Map.of("name", "Networks 101", "teachers", List.of("tina"), "members", List.of("alice"), "vms", ofClass);
    }

    /** In a lab that is too small for VMs of the class alone, it has some that alice has anyway. */
    private static List<String> some(List<String> ofAlice) {
        return ofAlice.subList(Math.max(0, ofAlice.size() - SHARED), ofAlice.size());
    }

    private static Map<String, Object> entry(String vm, boolean forAlice) {
        int slash = vm.indexOf('/');
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("cluster_id", vm.substring(0, slash));
        entry.put("vmid", Integer.parseInt(vm.substring(slash + 1)));
        if (forAlice) {
            entry.put("username", "alice");
        }
        return entry;
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
