package io.labkeeper.actions.assignments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.labkeeper.actions.assignments.ImportPlan.Ambiguous;
import io.labkeeper.actions.assignments.ImportPlan.Unknown;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.VmKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportPlanTest {
    private static final VmKey A100 = new VmKey("lab-a", 100);
    private static final VmKey B100 = new VmKey("lab-b", 100);
    private static final VmKey B204 = new VmKey("lab-b", 204);

    private static ImportPlan plan(String json, String defaultCluster) {
        Map<VmKey, String> known = new HashMap<>();
        known.put(A100, "birth-a");
        known.put(B100, "birth-b");
        known.put(B204, null);
        try {
            return ImportPlan.of(Mapping.read(InventoryJson.mapper().readTree(json), defaultCluster), known);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void aNumberMeansTheVmInTheDefaultCluster() {
        ImportPlan plan = plan("{\"alice\": [100]}", "lab-b");

        assertThat(plan.given()).containsExactly(new Given("alice", B100, "birth-b"));
    }

    @Test
    void aNumberOfOneClusterOnlyNeedsNoDefault() {
        ImportPlan plan = plan("{\"bob\": [204, \"204\", \"lab-b/204\"]}", null);

        assertThat(plan.given()).containsExactly(new Given("bob", B204, null));
    }

    @Test
    void aNumberOfSeveralClustersIsAmbiguousAndGivenToNobody() {
        ImportPlan plan = plan("{\"alice\": [100]}", null);

        assertThat(plan.given()).isEmpty();
        assertThat(plan.ambiguous()).containsExactly(new Ambiguous("alice", "100", List.of("lab-a/100", "lab-b/100")));
    }

    @Test
    void aVmThatDoesNotExistIsReportedAndGivenToNobody() {
        ImportPlan plan = plan("{\"alice\": [7, \"lab-a/204\"]}", "lab-a");

        assertThat(plan.given()).isEmpty();
        assertThat(plan.unknown()).containsExactly(new Unknown("alice", "lab-a/7"), new Unknown("alice", "lab-a/204"));
    }

    @Test
    void whatIsKnownIsLookedThroughOnceHoweverMuchIsGiven() {
        AtomicInteger looks = new AtomicInteger();
        Map<VmKey, String> known = new HashMap<>() {
            @Override
            public Set<VmKey> keySet() {
                looks.incrementAndGet();
                return super.keySet();
            }
        };
        List<Mapping> mappings = new ArrayList<>();
        for (int vmid = 1; vmid <= 1_000; vmid++) {
            known.put(new VmKey("lab-a", vmid), "birth");
            mappings.add(new Mapping("alice", null, vmid));
        }

        ImportPlan plan = ImportPlan.of(mappings, known);

        assertThat(plan.given()).hasSize(1_000);
        assertThat(looks).hasValue(1);
    }

    @Test
    void moreThanALargeClusterHasIsRefusedBeforeItIsRead() {
        String vms = "100, ".repeat(20_000) + "100";

        assertThatThrownBy(() -> plan("{\"alice\": [" + vms + "]}", null)).hasMessageContaining("20000");
        assertThatThrownBy(() -> plan("{\"bob\": [7], \"alice\": [" + vms.substring(5) + "]}", null))
                .hasMessageContaining("20000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"alice\"",
                "{\"alice\": 100}",
                "{\"alice\": [1.5]}",
                "{\"alice\": [null]}",
                "{\"alice\": [\"lab-a/\"]}",
                "{\"alice\": [\"99999999999\"]}",
                "{\" \": [100]}"
            })
    void anythingElseIsRefusedAsAWhole(String json) {
        assertThatThrownBy(() -> plan(json, null)).isInstanceOf(IllegalArgumentException.class);
    }
}
