package io.labkeeper.ownership;

import io.labkeeper.inventory.VmKey;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.ownership.Assignments.Assignment;
import io.labkeeper.ownership.Assignments.LabClass;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@link Assignments} turned round: which VMs a user may see and act on. Immutable.
 *
 * <p>Always ask with the VM that was found, not with its number alone: a re-used vmid is a new VM, which nobody owns.
 */
public final class Ownership {
    public static final Ownership NONE = of(Assignments.NONE);

    private final long revision;
    /** User, then VM, then the births under which it was assigned; an unbound assignment is the empty text. */
    private final Map<String, Map<VmKey, Set<String>>> byUser;

    private final ClassVms classes;

    private Ownership(long revision, Map<String, Map<VmKey, Set<String>>> byUser, ClassVms classes) {
        this.revision = revision;
        this.byUser = byUser;
        this.classes = classes;
    }

    public static Ownership of(Assignments assignments) {
        Map<String, LabClass> classes = new HashMap<>();
        Map<String, Set<String>> members = new HashMap<>();
        for (LabClass labClass : assignments.classes()) {
            classes.put(labClass.id(), labClass);
            members.put(labClass.id(), new HashSet<>(labClass.members()));
        }
        Map<String, Map<VmKey, Set<String>>> byUser = new HashMap<>();
        for (Assignment assignment : assignments.assignments()) {
            for (String user : usersOf(
                    assignment,
                    classes.get(assignment.classId()),
                    members.getOrDefault(assignment.classId(), Set.of()))) {
                byUser.computeIfAbsent(user, u -> new TreeMap<>())
                        .computeIfAbsent(new VmKey(assignment.clusterId(), assignment.vmid()), k -> new HashSet<>())
                        .add(assignment.birth() == null ? "" : assignment.birth());
            }
        }
        return new Ownership(assignments.revision(), byUser, ClassVms.of(assignments));
    }

    private static Collection<String> usersOf(Assignment assignment, LabClass labClass, Set<String> members) {
        if (labClass == null) {
            return assignment.username() == null || assignment.classId() != null
                    ? List.of()
                    : List.of(assignment.username());
        }
        Set<String> users = new LinkedHashSet<>(labClass.teachers());
        if (assignment.username() == null) {
            users.addAll(members);
        } else if (members.contains(assignment.username())) {
            // Whoever has left the class has left the VM that was theirs in it.
            users.add(assignment.username());
        }
        return users;
    }

    public long revision() {
        return revision;
    }

    /** The same assignments by class. */
    public ClassVms classes() {
        return classes;
    }

    /** The VMs that were given to this user, in order of cluster and vmid; check each with {@link #owns} when it is found. */
    public Set<VmKey> assignedTo(String user) {
        return Collections.unmodifiableSet(byUser.getOrDefault(user, Map.of()).keySet());
    }

    /** All users who own this VM, sorted. */
    public Set<String> ownersOf(VmRecord vm) {
        Set<String> owners = new TreeSet<>(byUser.keySet());
        owners.removeIf(user -> !owns(user, vm));
        return owners;
    }

    /** Whether this user may see and act on this VM, the one that was found and not merely one with its number. */
    public boolean owns(String user, VmRecord vm) {
        return owns(user, vm.key(), vm.internal().birth());
    }

    /**
     * @param birth of the VM found; null if it is not known yet, which only an unbound assignment matches
     */
    public boolean owns(String user, VmKey key, String birth) {
        Set<String> births = byUser.getOrDefault(user, Map.of()).get(key);
        return births != null && (births.contains("") || (birth != null && births.contains(birth)));
    }
}
