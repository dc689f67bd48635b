package io.labkeeper.reader.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is shipped. */
class ViewConfigTest {
    /** When an older portal page looks for the first time after a click; if no action is open then, it never looks again. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(2);

    private final ViewConfig shipped =
            new SmallRyeConfigBuilder().withMapping(ViewConfig.class).build().getConfigMapping(ViewConfig.class);

    @Test
    void without_the_feed_an_action_is_known_well_before_the_portal_page_first_looks_for_it() {
        assertThat(shipped.actionsInterval()).isLessThanOrEqualTo(FIRST_LOOK.dividedBy(2));
    }
}
