package io.labkeeper.actions.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.action.ActionKind;
import io.labkeeper.proxmox.GuestType;
import io.labkeeper.proxmox.TaskStatus;
import io.labkeeper.proxmox.TaskSummary;
import io.labkeeper.proxmox.Upid;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OurTaskTest {
    private static final String TOKEN = "labkeeper@pve!actor";

    private static TaskSummary task(long start, String type, String id, String user) {
        String text = "UPID:pve1:0000AAAA:00000001:%08X:%s:%s:%s:".formatted(start, type, id, user);
        return new TaskSummary(Upid.parse(text), new TaskStatus(true, null));
    }

    private static OurTask start(Set<String> taken) {
        return new OurTask(ActionKind.START, GuestType.QEMU, 100, TOKEN, taken);
    }

    @Test
    void isFoundByTypeVmTimeAndUser() {
        TaskSummary ours = task(1000, "qmstart", "100", TOKEN);
        List<TaskSummary> tasks = List.of(
                task(999, "qmstart", "100", TOKEN),
                task(1001, "qmstop", "100", TOKEN),
                task(1002, "qmstart", "101", TOKEN),
                task(1003, "qmstart", "100", "root@pam"),
                ours);

        assertThat(start(Set.of()).among(tasks, 1000)).contains(ours.upid());
    }

    @Test
    void aRenewedTokenOfTheSameUserIsOurs() {
        TaskSummary ours = task(1000, "hastart", "100", "labkeeper@pve!renewed");

        assertThat(start(Set.of()).among(List.of(ours), 1000)).contains(ours.upid());
    }

    @Test
    void theSameUserAtTheWebPageIsNotUs() {
        TaskSummary byHand = task(1000, "qmstart", "100", "labkeeper@pve");

        assertThat(start(Set.of()).among(List.of(byHand), 1000)).isEmpty();
    }

    @Test
    void theTaskOfAnotherActionIsNotOurs() {
        TaskSummary theirs = task(1000, "qmstart", "100", TOKEN);

        assertThat(start(Set.of(theirs.upid().text())).among(List.of(theirs), 1000))
                .isEmpty();
    }

    @Test
    void aStopOfAContainerMayBeAHaRequest() {
        OurTask stop = new OurTask(ActionKind.STOP, GuestType.LXC, 100, TOKEN, Set.of());

        assertThat(stop.among(List.of(task(1000, "hastop", "100", TOKEN)), 1000))
                .map(OurTask::byHaManager)
                .contains(true);
        assertThat(stop.among(List.of(task(1000, "vzstop", "100", TOKEN)), 1000))
                .map(OurTask::byHaManager)
                .contains(false);
    }
}
