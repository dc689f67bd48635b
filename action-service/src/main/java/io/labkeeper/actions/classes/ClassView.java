package io.labkeeper.actions.classes;

import java.util.List;

/**
 * A class as callers see it; all lists sorted.
 *
 * @param vms without those whose number has become another VM's since: nobody has them, and sending the list back must not hand the
 *     stranger over
 */
record ClassView(String id, String name, List<String> teachers, List<String> members, List<ClassVm> vms) {

    boolean isTaughtBy(String user) {
        return teachers.contains(user);
    }
}
