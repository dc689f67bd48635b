package io.labkeeper.lab.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoAssignmentsTest {

    @Test
    void alice_gets_twenty_over_both_clusters_and_bob_fifteen_others() {
        List<String> vms = new ArrayList<>();
        for (int i = 100; i < 160; i++) {
            vms.add("lab-a/" + i);
            vms.add("lab-b/" + i);
        }

        Map<String, List<String>> mappings = DemoAssignments.of(vms);

        assertThat(mappings.get("alice")).hasSize(20).contains("lab-a/100", "lab-b/100", "lab-a/109", "lab-b/109");
        assertThat(mappings.get("bob")).hasSize(15).doesNotContainAnyElementsOf(mappings.get("alice"));
        assertThat(mappings).containsOnlyKeys("alice", "bob");
    }

    @Test
    void a_small_lab_gives_what_it_has() {
        Map<String, List<String>> mappings = DemoAssignments.of(List.of("lab-a/100", "lab-a/101", "lab-b/100"));

        assertThat(mappings.get("alice")).containsExactly("lab-a/100", "lab-b/100", "lab-a/101");
        assertThat(mappings.get("bob")).isEmpty();
    }

    @Test
    void the_class_has_ten_others_of_which_one_is_alices() {
        List<String> vms = new ArrayList<>();
        for (int i = 100; i < 160; i++) {
            vms.add("lab-a/" + i);
            vms.add("lab-b/" + i);
        }

        Map<String, Object> labClass = DemoAssignments.labClass(vms);

        assertThat(labClass).containsEntry("teachers", List.of("tina")).containsEntry("members", List.of("alice"));
        assertThat(vms(labClass))
                .hasSize(10)
                .contains(Map.of("cluster_id", "lab-b", "vmid", 117, "username", "alice"))
                .contains(Map.of("cluster_id", "lab-a", "vmid", 118));
    }

    @Test
    void in_a_lab_that_is_too_small_the_class_has_some_of_alices() {
        List<String> vms = new ArrayList<>();
        for (int i = 100; i < 124; i++) {
            vms.add("lab-a/" + i);
        }

        Map<String, Object> labClass = DemoAssignments.labClass(vms);

        assertThat(vms(labClass)).hasSize(3).contains(Map.of("cluster_id", "lab-a", "vmid", 119, "username", "alice"));
        assertThat(vms(DemoAssignments.labClass(List.of()))).isEmpty();
    }

    private static List<Object> vms(Map<String, Object> labClass) {
        return new ArrayList<>((List<?>) labClass.get("vms"));
    }
}
