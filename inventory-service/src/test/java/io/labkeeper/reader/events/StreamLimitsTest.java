package io.labkeeper.reader.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

class StreamLimitsTest {
    private final StreamLimits limits = new StreamLimits(config("2", "3"));

    @Test
    void one_user_cannot_take_all_places() {
        limits.take("alice");
        limits.take("alice");

        assertThatThrownBy(() -> limits.take("alice")).satisfies(e -> isProblem(e, ProblemType.TOO_MANY_REQUESTS));
        limits.take("bob");
        assertThat(limits.open()).isEqualTo(3);
    }

    @Test
    void a_full_replica_says_so() {
        limits.take("alice");
        limits.take("bob");
        limits.take("carol");

        assertThatThrownBy(() -> limits.take("dora")).satisfies(e -> isProblem(e, ProblemType.TOO_MANY_STREAMS));
        limits.giveBack("bob");
        limits.take("dora");
    }

    @Test
    void a_place_given_back_is_free_again() {
        limits.take("alice");
        limits.take("alice");
        limits.giveBack("alice");
        limits.take("alice");
        limits.giveBack("alice");
        limits.giveBack("alice");

        assertThat(limits.open()).isZero();
    }

    private static void isProblem(Throwable thrown, ProblemType type) {
        assertThat(((ProblemException) thrown).type()).isEqualTo(type);
    }

    private static EventsConfig config(String perUser, String inAll) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(EventsConfig.class)
                .withDefaultValue("labkeeper.events.streams-per-user", perUser)
                .withDefaultValue("labkeeper.events.streams", inAll)
                .build();
        return config.getConfigMapping(EventsConfig.class);
    }
}
