package io.labkeeper.actions.classes;

import io.labkeeper.inventory.VmKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to be done so that a class becomes as it is wished. Pure.
 *
 * @param name the new one; null if it stays
 * @param given VMs that the class has not, and those whose number means another VM by now and that were named on purpose
 * @param taken assignments that end
 * @param unfit VMs that there are not, or that would be those of somebody who is not in the class: nothing is done then
 */
record ClassPlan(
        String name,
        Difference teachers,
        Difference members,
        List<Given> given,
        List<Taken> taken,
        List<ClassVm> unfit) {

    /** Names that come and names that go; both sorted. */
    record Difference(Set<String> added, Set<String> removed) {
        private static final Difference NONE = new Difference(Set.of(), Set.of());

        static Difference between(Collection<String> now, Set<String> wished) {
            if (wished == null) {
                return NONE;
            }
            Set<String> added = new TreeSet<>(wished);
            added.removeAll(now);
            Set<String> removed = new TreeSet<>(now);
            removed.removeAll(wished);
            return new Difference(added, removed);
        }

        int size() {
            return added.size() + removed.size();
        }
    }

    /** @param birth the VM that is meant; null if it is not known yet */
    record Given(ClassVm vm, String birth) {}

    /** @param id of the row */
    record Taken(long id, ClassVm vm) {}

    /**
     * An assignment that the class has.
     *
     * @param replaced whether the number is another VM's by now
     */
    record Held(long id, ClassVm vm, boolean replaced) {}

    /**
     * @param held all assignments of the class, those not shown included
     * @param births the VMs that there are, of those wished
     */
    static ClassPlan of(ClassView now, List<Held> held, ClassWish wish, Map<VmKey, String> births) {
        Set<ClassVm> shown = new HashSet<>(now.vms());
        boolean sameVms = wish.vms() == null || wish.vms().equals(shown);
        Set<ClassVm> added = new LinkedHashSet<>(sameVms ? Set.of() : wish.vms());
        added.removeAll(shown);
        List<Taken> taken = sameVms ? List.of() : taken(held, wish.vms());
        Set<String> members = wish.members() == null ? new HashSet<>(now.members()) : wish.members();
        return new ClassPlan(
                wish.name() == null || wish.name().equals(now.name()) ? null : wish.name(),
                Difference.between(now.teachers(), wish.teachers()),
                Difference.between(now.members(), wish.members()),
                given(added, births),
                taken,
                unfit(added, births, members));
    }

    private static List<Taken> taken(List<Held> held, Set<ClassVm> wished) {
        return held.stream()
                .filter(one -> one.replaced() || !wished.contains(one.vm()))
                .map(one -> new Taken(one.id(), one.vm()))
                .toList();
    }

    private static List<Given> given(Set<ClassVm> added, Map<VmKey, String> births) {
        List<Given> given = new ArrayList<>();
        added.forEach(vm -> given.add(new Given(vm, births.get(vm.key()))));
        return given;
    }

    /** VMs that there are not, or that would be those of somebody who is not in the class. */
    private static List<ClassVm> unfit(Set<ClassVm> added, Map<VmKey, String> births, Set<String> members) {
        return added.stream()
                .filter(vm ->
                        !births.containsKey(vm.key()) || (vm.username() != null && !members.contains(vm.username())))
                .toList();
    }

    /** Whether it goes beyond what teachers may change. */
    boolean needsAdmin() {
        return name != null || teachers.size() > 0 || !given.isEmpty() || !taken.isEmpty();
    }

    /** How much it changes. */
    int size() {
        return (name == null ? 0 : 1) + teachers.size() + members.size() + given.size() + taken.size();
    }
}
