package io.labkeeper.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmStatus;
import io.labkeeper.proxmox.TaskStatus;
import io.labkeeper.proxmox.TaskSummary;
import io.labkeeper.proxmox.Upid;
import io.labkeeper.worker.observe.TouchedGuests.Expected;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TouchedGuestsTest {
    private static final TaskStatus OK = new TaskStatus(false, "OK");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qmcreate", "qmclone", "qmrestore", "qmigrate", "qmconfig", "qmdestroy", "qmrollback", "qmtemplate",
                "vzcreate", "vzclone", "vzrestore", "vzmigrate", "vzdestroy", "vzrollback", "vztemplate", "hamigrate"
            })
    void these_tasks_may_have_changed_a_configuration(String type) {
        assertThat(by(task(type, "105", 1, OK)).configurations()).containsExactly(105);
    }

    @ParameterizedTest
    @ValueSource(strings = {"qmstart", "qmresume", "vzstart", "vzresume"})
    void these_tasks_end_with_a_guest_that_runs(String type) {
        assertThat(by(task(type, "105", 1, OK)).states()).containsEntry(105, state(VmStatus.RUNNING));
        assertThat(by(task(type, "105", 1, OK)).configurations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"qmstop", "qmshutdown", "vzstop", "vzshutdown"})
    void these_tasks_end_with_a_guest_that_does_not(String type) {
        assertThat(by(task(type, "105", 1, OK)).states()).containsEntry(105, state(VmStatus.STOPPED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qmreboot",
                "qmreset",
                "qmsuspend",
                "qmpause",
                "qmrollback",
                "vzreboot",
                "vzsuspend",
                "hastart",
                "hastop"
            })
    void after_these_tasks_only_the_guest_itself_knows(String type) {
        assertThat(by(task(type, "105", 1, OK)).states()).containsEntry(105, Expected.ANYTHING);
    }

    @Test
    void a_task_that_failed_proves_nothing_but_may_have_changed_something() {
        TouchedGuests touched = by(
                task("qmstart", "105", 1, new TaskStatus(false, "VM is locked (backup)")),
                task("qmclone", "106", 1, new TaskStatus(false, "clone failed: no space left")));

        assertThat(touched.states()).containsEntry(105, Expected.ANYTHING);
        assertThat(touched.configurations()).containsExactly(106);
    }

    @Test
    void warnings_are_a_success() {
        assertThat(by(task("qmstart", "105", 1, new TaskStatus(false, "WARNINGS: 1")))
                        .states())
                .containsEntry(105, state(VmStatus.RUNNING));
    }

    @Test
    void of_several_tasks_of_a_guest_the_last_one_counts_in_whatever_order_they_come() {
        assertThat(by(task("qmstop", "105", 9, OK), task("qmstart", "105", 5, OK))
                        .states())
                .containsEntry(105, state(VmStatus.STOPPED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pve1", "100,101", "0", "99999999999"})
    void a_task_without_a_guests_number_touches_none(String id) {
        TouchedGuests touched = by(task("qmstart", id, 1, OK), task("qmcreate", id, 1, OK));

        assertThat(touched.states()).isEmpty();
        assertThat(touched.configurations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vzdump", "vncproxy", "qmsnapshot", "aptupdate", "imgcopy", "startall", "somethingnew"})
    void other_tasks_touch_nobody(String type) {
        TouchedGuests touched = by(task(type, "105", 1, OK));

        assertThat(touched.states()).isEmpty();
        assertThat(touched.configurations()).isEmpty();
    }

    private static TouchedGuests by(TaskSummary... ended) {
        return TouchedGuests.by(Arrays.asList(ended));
    }

    private static Expected state(VmStatus status) {
        return new Expected(Optional.of(status));
    }

    private static TaskSummary task(String type, String id, long at, TaskStatus status) {
        String text = "UPID:pve1:0000C3F2:0010A3B4:%08X:%s:%s:root@pam:".formatted(at, type, id);
        return new TaskSummary(Upid.parse(text), status);
    }
}
