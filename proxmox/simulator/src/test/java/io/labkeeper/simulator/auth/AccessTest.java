package io.labkeeper.simulator.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.simulator.error.ApiError;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessTest {

    private static final String USER = "a@pve!t";

    private final Access access = new Access();

    @Test
    void nobody_may_do_anything_at_first() {
        assertThat(access.allows(USER, "/", "VM.Audit")).isFalse();
        assertThat(access.paths(USER)).isEmpty();
    }

    @Test
    void a_grant_is_inherited_by_longer_paths() {
        access.grant(USER, "/vms", Set.of("VM.Audit"), true);

        assertThat(access.allows(USER, "/vms/100", "VM.Audit")).isTrue();
        assertThat(access.allows(USER, "/vms", "VM.Audit")).isTrue();
        assertThat(access.allows(USER, "/", "VM.Audit")).isFalse();
        assertThat(access.allows("other@pve", "/vms/100", "VM.Audit")).isFalse();
    }

    @Test
    void a_grant_that_does_not_propagate_holds_for_its_path_alone() {
        access.grant(USER, "/", Set.of("Sys.Audit"), false);

        assertThat(access.allows(USER, "/", "Sys.Audit")).isTrue();
        assertThat(access.allows(USER, "/nodes/pve1", "Sys.Audit")).isFalse();
    }

    @Test
    void a_grant_on_a_longer_path_replaces_what_is_inherited() {
        access.grant(USER, "/", Set.of("VM.Audit"), true);
        access.grant(USER, "/vms/105", Set.of(), true);

        assertThat(access.allows(USER, "/vms/104", "VM.Audit")).isTrue();
        assertThat(access.allows(USER, "/vms/105", "VM.Audit")).isFalse();
        access.revoke(USER, "/vms/105");
        assertThat(access.allows(USER, "/vms/105", "VM.Audit")).isTrue();
    }

    @Test
    void what_is_missing_is_named() {
        assertThatThrownBy(() -> access.requireAny(USER, "/vms/100", List.of("A", "B")))
                .isInstanceOf(ApiError.class)
                .hasMessage("Permission check failed (/vms/100, A|B)");
    }
}
