package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.action.ActionKind;
import io.labkeeper.proxmox.ProxmoxException;
import org.junit.jupiter.api.Test;

class TroublesTest {

    @Test
    void what_does_not_pass_by_itself_makes_the_rows_doubtful_at_once() {
        assertThat(Troubles.of(new ProxmoxException.Unauthorized("no ticket"), 0))
                .returns("auth_failed", troubles -> troubles.trouble().code())
                .returns("auth_failed", Troubles::staleReason)
                .returns(true, Troubles::refused)
                .returns("no ticket", Troubles::detail);
        assertThat(Troubles.of(new ProxmoxException.CertificateRejected("other pin", null), 0)
                        .staleReason())
                .isEqualTo("certificate_changed");
        assertThat(Troubles.of(new Troubles.NoRights(), 0).staleReason()).isEqualTo("no_rights");
    }

    @Test
    void a_single_failure_of_the_network_does_not_but_the_second_does() {
        ProxmoxException slow = new ProxmoxException.TimedOut("10 s");

        assertThat(Troubles.of(slow, 0).staleReason()).isNull();
        assertThat(Troubles.of(slow, 1).staleReason()).isEqualTo("cluster_unreachable");
        assertThat(Troubles.of(slow, 1).trouble().code()).isEqualTo("timeout");
        assertThat(Troubles.of(new ProxmoxException.Malformed("login page", null), 1)
                        .trouble()
                        .code())
                .isEqualTo("malformed");
    }

    @Test
    void x_04_the_list_of_another_cluster_is_told_and_makes_what_is_kept_doubtful_when_it_comes_again() {
        Troubles.ForeignList other = new Troubles.ForeignList("known nodes [pve1], listed [node-a]");

        assertThat(Troubles.of(other, 0).trouble().code()).isEqualTo("foreign_list");
        assertThat(Troubles.of(other, 0).detail()).contains("node-a");
        assertThat(Troubles.of(other, 0).staleReason()).isNull();
        assertThat(Troubles.of(other, 1).staleReason()).isEqualTo("foreign_list");
        assertThat(Troubles.of(other, 1).ours()).isFalse();
    }

    @Test
    void reboots_and_guests_under_ha_are_looked_at_longer() {
        assertThat(FollowUps.after(ActionKind.START, false)).containsExactly(2, 6, 12);
        assertThat(FollowUps.after(ActionKind.START, true)).endsWith(40);
        assertThat(FollowUps.after(ActionKind.REBOOT, false)).endsWith(40);
    }
}
