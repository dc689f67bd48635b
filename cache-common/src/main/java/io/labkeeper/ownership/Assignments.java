package io.labkeeper.ownership;

import java.util.List;

/**
 * Who owns which VM: the value of {@code labkeeper:assignments}, and what the tables {@code vm_assignment},
 * {@code lab_class} and {@code class_member} hold.
 *
 * @param revision rises with each change
 */
public record Assignments(long revision, List<Assignment> assignments, List<LabClass> classes) {
    public static final Assignments NONE = new Assignments(0, List.of(), List.of());

    /**
     * A VM given to a user, to a class, or to a user within a class.
     *
     * @param username null for the whole class; within a class it counts while the user is a member
     * @param classId null for a user's own VM
     * @param birth the VM that was meant, should its vmid be re-used; null until it was seen for the first time
     */
    public record Assignment(String clusterId, int vmid, String username, String classId, String birth) {}

    /**
     * @param teachers see and act on all VMs of the class
     * @param members see and act on those VMs of the class that have no user of their own
     */
    public record LabClass(String id, String name, List<String> teachers, List<String> members) {}
}
