package io.labkeeper.reader.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AbsencesTest {
    private static final Set<String> BOTH = Set.of("lab-a", "lab-b");

    private final AtomicLong now = new AtomicLong();
    private final Absences absences = new Absences(Duration.ofSeconds(20), now::get);

    @Test
    void aClusterThatIsMissingForAMomentIsStillThere() {
        absences.gone(BOTH, Set.of("lab-a"));
        pass(19);

        assertThat(absences.gone(BOTH, Set.of("lab-a"))).isEmpty();
    }

    @Test
    void oneThatStaysMissingIsGone() {
        absences.gone(BOTH, Set.of("lab-a"));
        pass(20);

        assertThat(absences.gone(BOTH, Set.of("lab-a"))).containsExactly("lab-b");
    }

    @Test
    void oneThatWasNamedMeanwhileHasItsTimeAnew() {
        absences.gone(BOTH, Set.of("lab-a"));
        pass(10);
        absences.gone(BOTH, BOTH);
        pass(10);
        absences.gone(BOTH, Set.of("lab-a"));
        pass(19);

        assertThat(absences.gone(BOTH, Set.of("lab-a"))).isEmpty();
    }

    @Test
    void oneThatComesBackIsNoLongerGone() {
        absences.gone(BOTH, Set.of());
        pass(20);

        assertThat(absences.gone(BOTH, Set.of("lab-b"))).containsExactly("lab-a");
    }

    private void pass(long seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
