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
    void nobodyMayDoAnythingAtFirst() {
        assertThat(access.allows(USER, "/", "VM.Audit")).isFalse();
        assertThat(access.paths(USER)).isEmpty();
    }

    @Test
    void aGrantIsInheritedByLongerPaths() {
        access.grant(USER, "/vms", Set.of("VM.Audit"), true);

        assertThat(access.allows(USER, "/vms/100", "VM.Audit")).isTrue();
        assertThat(access.allows(USER, "/vms", "VM.Audit")).isTrue();
        assertThat(access.allows(USER, "/", "VM.Audit")).isFalse();
        assertThat(access.allows("other@pve", "/vms/100", "VM.Audit")).isFalse();
    }

    @Test
    void aGrantThatDoesNotPropagateHoldsForItsPathAlone() {
        access.grant(USER, "/", Set.of("Sys.Audit"), false);

        assertThat(access.allows(USER, "/", "Sys.Audit")).isTrue();
        assertThat(access.allows(USER, "/nodes/pve1", "Sys.Audit")).isFalse();
    }

    @Test
    void aGrantOnALongerPathReplacesWhatIsInherited() {
        access.grant(USER, "/", Set.of("VM.Audit"), true);
        access.grant(USER, "/vms/105", Set.of(), true);

        assertThat(access.allows(USER, "/vms/104", "VM.Audit")).isTrue();
        assertThat(access.allows(USER, "/vms/105", "VM.Audit")).isFalse();
        access.revoke(USER, "/vms/105");
        assertThat(access.allows(USER, "/vms/105", "VM.Audit")).isTrue();
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> access.requireAny(USER, "/vms/100", List.of("A", "B")))
                .isInstanceOf(ApiError.class)
                .hasMessage("Permission check failed (/vms/100, A|B)");
    }
}
