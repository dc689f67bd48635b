package io.labkeeper.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmKey;
import io.labkeeper.ownership.Assignments.Assignment;
import io.labkeeper.ownership.Assignments.LabClass;
import io.labkeeper.testing.Vms;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnershipTest {
    private static final LabClass NETWORKS =
            new LabClass("networks-101", "Networks", List.of("tina"), List.of("alice", "bob"));

    @Test
    void a_vm_belongs_to_the_user_and_the_cluster_it_was_given_in() {
        Ownership ownership = of(new Assignment("lab-a", 101, "alice", null, null));

        assertThat(ownership.owns("alice", Vms.running("lab-a/101"))).isTrue();
        assertThat(ownership.owns("alice", Vms.running("lab-b/101"))).isFalse();
        assertThat(ownership.owns("bob", Vms.running("lab-a/101"))).isFalse();
    }

    @Test
    void a_new_vm_with_a_used_number_belongs_to_nobody() {
        Ownership ownership = of(new Assignment("lab-a", 101, "alice", null, "birth-101"));

        assertThat(ownership.owns("alice", new VmKey("lab-a", 101), "birth-101"))
                .isTrue();
        assertThat(ownership.owns("alice", new VmKey("lab-a", 101), "another-birth"))
                .isFalse();
        assertThat(ownership.owns("alice", new VmKey("lab-a", 101), null)).isFalse();
    }

    @Test
    void a_class_shares_its_vms_but_a_members_own_is_only_for_that_member_and_the_teachers() {
        Ownership ownership = of(
                new Assignment("lab-a", 110, null, "networks-101", null),
                new Assignment("lab-a", 111, "alice", "networks-101", null));

        assertThat(ownership.assignedTo("tina")).containsExactly(new VmKey("lab-a", 110), new VmKey("lab-a", 111));
        assertThat(ownership.assignedTo("alice")).containsExactly(new VmKey("lab-a", 110), new VmKey("lab-a", 111));
        assertThat(ownership.assignedTo("bob")).containsExactly(new VmKey("lab-a", 110));
        assertThat(ownership.assignedTo("carol")).isEmpty();
    }

    @Test
    void a_class_does_not_hand_on_a_vm_whose_number_was_used_again() {
        Ownership ownership = of(new Assignment("lab-a", 110, null, "networks-101", "birth-110"));

        assertThat(ownership.owns("tina", new VmKey("lab-a", 110), "birth-110")).isTrue();
        assertThat(ownership.owns("alice", new VmKey("lab-a", 110), "birth-110"))
                .isTrue();
        assertThat(ownership.owns("tina", new VmKey("lab-a", 110), "another-birth"))
                .isFalse();
        assertThat(ownership.owns("alice", new VmKey("lab-a", 110), "another-birth"))
                .isFalse();
    }

    @Test
    void who_has_left_the_class_has_left_the_vm_that_was_theirs_in_it() {
        Ownership ownership = of(new Assignment("lab-a", 111, "dave", "networks-101", null));

        assertThat(ownership.assignedTo("dave")).isEmpty();
        assertThat(ownership.assignedTo("tina")).containsExactly(new VmKey("lab-a", 111));
    }

    @Test
    void what_belongs_to_a_class_that_is_gone_belongs_to_nobody() {
        Ownership ownership = of(new Assignment("lab-a", 112, "alice", "closed", null));

        assertThat(ownership.assignedTo("alice")).isEmpty();
    }

    @Test
    void a_vm_of_ones_own_stays_whatever_happens_to_the_class() {
        Ownership ownership = of(
                new Assignment("lab-a", 113, "dave", null, "birth-113"),
                new Assignment("lab-a", 113, null, "networks-101", "another-birth"));

        assertThat(ownership.owns("dave", new VmKey("lab-a", 113), "birth-113")).isTrue();
        assertThat(ownership.owns("tina", new VmKey("lab-a", 113), "birth-113")).isFalse();
    }

    private static Ownership of(Assignment... assignments) {
        return Ownership.of(new Assignments(7, List.of(assignments), List.of(NETWORKS)));
    }
}
