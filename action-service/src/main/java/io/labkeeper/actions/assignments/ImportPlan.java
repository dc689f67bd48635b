package io.labkeeper.actions.assignments;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.labkeeper.inventory.VmKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an import would do. Nothing is given to anybody unless exactly one VM is meant: a number that does not exist today may be
 * a stranger's VM tomorrow.
 */
record ImportPlan(List<Given> given, List<Unknown> unknown, List<Ambiguous> ambiguous) {

    /** No such VM. @param vm as it was written */
    record Unknown(String username, String vm) {}

    /** The number exists in several clusters. @param candidates in the form {@code cluster/vmid} */
    record Ambiguous(String username, String vm, List<String> candidates) {}

    /**
     * What an import has done.
     *
     * @param added number of VMs given that were not given before
     * @param unchanged number of those that had been given already
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Report(int added, int unchanged, List<Unknown> unknown, List<Ambiguous> ambiguous, long revision) {}

    /**
     * @param known the VMs that there are, with their births (which may be null)
     */
    static ImportPlan of(List<Mapping> mappings, Map<VmKey, String> known) {
        Set<Given> given = new LinkedHashSet<>();
        List<Unknown> unknown = new ArrayList<>();
        List<Ambiguous> ambiguous = new ArrayList<>();
        Map<Integer, List<VmKey>> byNumber = known.keySet().stream().collect(Collectors.groupingBy(VmKey::vmid));
        for (Mapping mapping : mappings) {
            List<VmKey> meant = byNumber.getOrDefault(mapping.vmid(), List.of()).stream()
                    .filter(vm -> mapping.cluster() == null || mapping.cluster().equals(vm.clusterId()))
                    .sorted()
                    .toList();
            switch (meant.size()) {
                case 0 -> unknown.add(new Unknown(mapping.username(), mapping.text()));
                case 1 -> given.add(new Given(mapping.username(), meant.get(0), known.get(meant.get(0))));
                default ->
                    ambiguous.add(new Ambiguous(
                            mapping.username(),
                            mapping.text(),
                            meant.stream().map(VmKey::toString).toList()));
            }
        }
        return new ImportPlan(List.copyOf(given), unknown, ambiguous);
    }
}
