package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TaskReaderTest {

    private static final String EARLY = "UPID:pve1:0000C3F2:0010A3B4:65A1B2C3:qmstart:100:labkeeper@pve!actor:";
    private static final String LATE = "UPID:pve1:0000C3F3:10010A3B5:65A1B2D0:qmstop:100:root@pam:";

    @Test
    void aPausedMachineKeepsBothWords() {
        GuestStatus status = TaskReader.status(Json.of("""
                {'vmid':100,'status':'running','qmpstatus':'paused','name':'web','uptime':17,'cpu':0.5,'mem':5,'maxmem':9,
                 'ha':{'managed':1,'state':'started'},'agent':1,'pid':4711,'running-machine':'pc-i440fx-8.1+pve0'}"""));

        assertThat(status.status()).isEqualTo("running");
        assertThat(status.word()).isEqualTo("paused");
        assertThat(status.haManaged()).isTrue();
        assertThat(status.uptime()).hasValue(17);
    }

    @Test
    void pve6SendsTextForNumbersAndEmptyTextForNothing() {
        GuestStatus status = TaskReader.status(Json.of("""
                {'vmid':'101','status':'stopped','template':'','lock':'','pid':null,'ha':{'managed':'0'},'uptime':'0',
                 'maxmem':'536870912'}"""));

        assertThat(status.template()).isFalse();
        assertThat(status.lock()).isNull();
        assertThat(status.haManaged()).isFalse();
        assertThat(status.maxmem()).hasValue(536870912L);
        assertThat(status.word()).isEqualTo("stopped");
    }

    @Test
    void aStateWithoutStatusIsMalformed() {
        assertThatThrownBy(() -> TaskReader.status(Json.of("{}"))).isInstanceOf(ProxmoxException.Malformed.class);
    }

    @Test
    void aTaskRunsEndsWellEndsWithWarningsOrFails() {
        assertThat(TaskReader.task(Json.of("{'status':'running'}"))).isEqualTo(new TaskStatus(true, null));
        assertThat(TaskReader.task(Json.of("{'status':'stopped','exitstatus':'OK'}"))
                        .succeeded())
                .isTrue();
        assertThat(TaskReader.task(Json.of("{'status':'stopped','exitstatus':'WARNINGS: 2'}"))
                        .succeeded())
                .isTrue();
        assertThat(TaskReader.task(Json.of("{'status':'stopped','exitstatus':'VM is locked (backup)'}")))
                .isEqualTo(new TaskStatus(false, "VM is locked (backup)"));
        assertThat(TaskReader.task(Json.of("{'status':'stopped'}")).succeeded()).isFalse();
    }

    @Test
    void theListOfTasksHasTheNewestFirstAndRunningOnesMarked() {
        List<TaskSummary> tasks = TaskReader.tasks(Json.of("[{'upid':'" + EARLY
                + "','starttime':1705095875,'endtime':1705095880,'status':'VM 100 already running'},{'upid':'garbage'},"
                + "{'upid':'" + LATE + "','status':'RUNNING'}]"));

        assertThat(tasks)
                .containsExactly(
                        new TaskSummary(Upid.parse(LATE), new TaskStatus(true, null)),
                        new TaskSummary(Upid.parse(EARLY), new TaskStatus(false, "VM 100 already running")));
    }

    @Test
    void aRunningTaskOfTheListMayHaveNoStatusAtAll() {
        List<TaskSummary> tasks = TaskReader.tasks(Json.of("[{'upid':'" + LATE + "'}]"));

        assertThat(tasks.get(0).status().running()).isTrue();
    }

    @Test
    void anOrderIsAnsweredWithAUpid() {
        Upid upid = TaskReader.upid(Json.of("'" + EARLY + "'"));

        assertThat(upid.node()).isEqualTo("pve1");
        assertThat(upid.startTime()).isEqualTo(0x65A1B2C3L);
        assertThat(upid.type()).isEqualTo("qmstart");
        assertThat(upid.id()).isEqualTo("100");
        assertThat(upid.user()).isEqualTo("labkeeper@pve!actor");
    }

    @Test
    void anOrderWithoutAUpidLeavesTheOutcomeUnknown() {
        assertThatThrownBy(() -> TaskReader.upid(Json.of("null")))
                .isInstanceOfSatisfying(
                        ProxmoxException.Malformed.class,
                        failure -> assertThat(failure.outcomeUnknown()).isTrue());
    }

    @Test
    void aUpidMayLackIdAndRealm() {
        Upid upid = Upid.parse("UPID:pve1:0000C3F2:0010A3B4:65A1B2C3:startall::root:");

        assertThat(upid.id()).isEmpty();
        assertThat(upid.user()).isEqualTo("root");
    }

    @Test
    void theNodesClockIsReadAsNumberOrText() {
        assertThat(TaskReader.time(Json.of("{'time':1700000000,'timezone':'UTC'}")))
                .isEqualTo(1700000000L);
        assertThat(TaskReader.time(Json.of("{'time':'1700000000'}"))).isEqualTo(1700000000L);
    }
}
