package io.labkeeper.ownership;

import io.labkeeper.inventory.VmKey;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.ownership.Assignments.Assignment;
import io.labkeeper.ownership.Assignments.LabClass;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which VMs belong to which class, and who teaches it. Immutable. */
public final class ClassVms {
    private final Map<String, Set<String>> classesByTeacher = new HashMap<>();
    /** Class, then VM, then the births under which it was given; one not bound yet is the empty text. */
    private final Map<String, Map<VmKey, Set<String>>> byClass = new HashMap<>();

    private ClassVms() {}

    static ClassVms of(Assignments assignments) {
        ClassVms classes = new ClassVms();
        for (LabClass labClass : assignments.classes()) {
            labClass.teachers().forEach(teacher -> classes.classesByTeacher
                    .computeIfAbsent(teacher, t -> new HashSet<>())
                    .add(labClass.id()));
        }
        for (Assignment assignment : assignments.assignments()) {
            if (assignment.classId() != null) {
                classes.byClass
                        .computeIfAbsent(assignment.classId(), c -> new HashMap<>())
                        .computeIfAbsent(new VmKey(assignment.clusterId(), assignment.vmid()), k -> new HashSet<>())
                        .add(assignment.birth() == null ? "" : assignment.birth());
            }
        }
        return classes;
    }

    /** The classes that this user teaches. */
    public Set<String> taughtBy(String user) {
        return Set.copyOf(classesByTeacher.getOrDefault(user, Set.of()));
    }

    /** Whether this VM, the one that was found and not merely one with its number, belongs to the class. */
    public boolean holds(String classId, VmRecord vm) {
        Set<String> births = byClass.getOrDefault(classId, Map.of()).get(vm.key());
        String birth = vm.internal().birth();
        return births != null && (births.contains("") || (birth != null && births.contains(birth)));
    }
}
