package io.labkeeper.actions.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.lifecycle.ErrorCode;
import io.labkeeper.actions.run.ProxmoxWords.Verdict;
import io.labkeeper.proxmox.GuestType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts as Proxmox sends them, both kinds of guests. */
class ProxmoxWordsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    START    | QEMU | VM 100 already running
                    START    | LXC  | CT 101 already running
                    RESUME   | LXC  | CT 101 already running
                    STOP     | QEMU | VM 100 not running
                    SHUTDOWN | QEMU | VM 100 not running
                    """)
    void aWishThatIsMetAlreadyIsASuccess(ActionKind kind, GuestType type, String words) {
        Verdict verdict = ProxmoxWords.verdict(kind, type, words);

        assertThat(verdict).isInstanceOf(Verdict.AlreadyDone.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    START   | QEMU | Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist
                    START   | LXC  | Configuration file 'nodes/pve1/lxc/101.conf' does not exist
                    STOP    | QEMU | unable to find configuration file for VM 100 on node 'pve1'
                    REBOOT  | QEMU | unable to find configuration file for VM 100 on node 'pve1'
                    STOP    | LXC  | CT 101 not running
                    REBOOT  | LXC  | VM 101 not running
                    SUSPEND | LXC  | CT 101 not running
                    """)
    void aGuestThatIsNotThereIsPerhapsElsewhere(ActionKind kind, GuestType type, String words) {
        Verdict verdict = ProxmoxWords.verdict(kind, type, words);

        assertThat(verdict).isInstanceOf(Verdict.PerhapsElsewhere.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    START    | QEMU | VM is locked (backup)                                   | VM_LOCKED     | backup
                    STOP     | LXC  | CT is locked (snapshot-delete)                          | VM_LOCKED     | snapshot-delete
                    STOP     | QEMU | can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout | VM_LOCKED | Another operation
                    START    | QEMU | cluster not ready - no quorum?                          | NO_QUORUM     | quorum
                    START    | QEMU | you can't start a vm if it's a template                 | VM_IS_TEMPLATE | template
                    START    | LXC  | you can't start a CT if it's a template                 | VM_IS_TEMPLATE | template
                    SHUTDOWN | QEMU | VM quit/powerdown failed                                | TIMEOUT       | time limit
                    RESET    | QEMU | VM 100 not running                                      | PROXMOX_ERROR | not running
                    START    | QEMU | volume 'local:iso/x.iso' does not exist                 | PROXMOX_ERROR | refused
                    START    | LXC  | storage 'nfs' does not exist                            | PROXMOX_ERROR | refused
                    START    | QEMU | can't open '/var/lib/vz/template/iso/debian.iso'        | PROXMOX_ERROR | refused
                    SUSPEND  | LXC  | CT 101 is a template                                    | VM_IS_TEMPLATE | template
                    START    | QEMU | something new under the sun                             | PROXMOX_ERROR | refused
                    """)
    void aRefusalHasAStableCodeAndOurSentence(
            ActionKind kind, GuestType type, String words, ErrorCode code, String inOurSentence) {
        Verdict verdict = ProxmoxWords.verdict(kind, type, words);

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
            assertThat(refused.failure().code()).isEqualTo(code);
            assertThat(refused.failure().message()).contains(inOurSentence);
            assertThat(refused.failure().detail()).isEqualTo(words);
        });
    }

    @Test
    void silenceIsARefusalToo() {
        Verdict verdict = ProxmoxWords.verdict(ActionKind.START, GuestType.QEMU, null);

        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    }
}
