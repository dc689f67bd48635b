package io.labkeeper.e2e.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.e2e.check.FencesOnlyGrow.Look;
import java.util.List;
import org.junit.jupiter.api.Test;

class FencesOnlyGrowTest {

    @Test
    void aLeaseThatChangesHandsUnderGreaterFencesIsGood() {
        CheckResult result = check(new Look(3, "one"), new Look(3, null), new Look(4, "two"), new Look(7, "one"));

        assertThat(result.holds()).isTrue();
        assertThat(result.measured()).contains("fence 3 to 7 with 3 owners");
    }

    @Test
    void aFenceThatFallsIsAViolation() {
        CheckResult result = check(new Look(4, "two"), new Look(3, "one"));

        assertThat(result.holds()).isFalse();
        assertThat(result.measured()).contains("fence 3 after 4");
    }

    @Test
    void twoOwnersUnderOneFenceAreAViolation() {
        CheckResult result = check(new Look(4, "one"), new Look(4, "two"));

        assertThat(result.holds()).isFalse();
        assertThat(result.measured()).contains("fence 4 of one was also that of two");
    }

    @Test
    void nothingSeenIsNothingProved() {
        assertThat(check().holds()).isFalse();
    }

    private static CheckResult check(Look... looks) {
        return FencesOnlyGrow.check("lab-a", List.of(looks));
    }
}
