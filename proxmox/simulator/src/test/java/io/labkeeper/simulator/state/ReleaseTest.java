package io.labkeeper.simulator.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReleaseTest {

    @Test
    void aReleaseIsReadWithOrWithoutItsMinorNumber() {
        assertThat(Release.parse("8.2")).isEqualTo(new Release(8, 2));
        assertThat(Release.parse("8.4.1")).isEqualTo(new Release(8, 4));
        assertThat(Release.parse("7")).isEqualTo(new Release(7, 4));
        assertThat(Release.parse("9")).isEqualTo(new Release(9, 1));
    }

    @Test
    void whatIsNoReleaseIsRefused() {
        assertThatThrownBy(() -> Release.parse("5.4")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Release.parse("new")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theMessageCameIntoTheBodyWith84() {
        assertThat(Release.parse("8.3").messageInBody()).isFalse();
        assertThat(Release.parse("8.4").messageInBody()).isTrue();
        assertThat(Release.parse("9.0").messageInBody()).isTrue();
    }
}
