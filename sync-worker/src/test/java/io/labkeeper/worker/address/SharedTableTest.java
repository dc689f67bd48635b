package io.labkeeper.worker.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.Address;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedTableTest {
    private static final String MAC = "BC:24:11:00:00:0A";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final DatabaseClock CLOCK =
            new DatabaseClock(Clock.fixed(Vms.SEEN, ZoneOffset.UTC), System::nanoTime);

    /** Answers when the test says so. */
    private static final class Scripted implements NeighbourSource {
        private final List<UniEmitter<? super List<Neighbour>>> readings = new ArrayList<>();
        private Duration pause = Duration.ZERO;

        @Override
        public String word() {
            return "arp";
        }

        @Override
        public boolean configured() {
            return true;
        }

        @Override
        public Duration pause() {
            return pause;
        }

        @Override
        public Uni<List<Neighbour>> read() {
            return Uni.createFrom().emitter(readings::add);
        }
    }

    private final Scripted source = new Scripted();
    private final SharedTable table = new SharedTable(source, CLOCK);

    @Test
    void all_who_ask_at_the_same_time_share_one_reading() {
        UniAssertSubscriber<Neighbours> one = ask(MINUTE);
        UniAssertSubscriber<Neighbours> other = ask(Duration.ZERO);

        source.readings.get(0).complete(List.of(new Neighbour(MAC, "10.0.0.7")));

        assertThat(source.readings).hasSize(1);
        assertThat(one.getItem().of(List.of(MAC))).containsExactly(new Address("10.0.0.7", MAC, "arp", Vms.SEEN));
        assertThat(other.getItem()).isEqualTo(one.getItem());
    }

    @Test
    void what_was_read_serves_those_who_want_nothing_newer() {
        ask(MINUTE);
        source.readings.get(0).complete(List.of());

        ask(MINUTE).assertCompleted();
        assertThat(source.readings).hasSize(1);
        ask(Duration.ZERO);
        assertThat(source.readings).hasSize(2);
    }

    @Test
    void a_source_is_not_read_again_within_its_own_pause() {
        source.pause = MINUTE;
        ask(Duration.ZERO);
        source.readings.get(0).complete(List.of());

        ask(Duration.ZERO).assertCompleted();
        assertThat(source.readings).hasSize(1);
    }

    @Test
    void a_source_that_cannot_be_read_knows_nobody_and_is_asked_again() {
        UniAssertSubscriber<Neighbours> asked = ask(MINUTE);
        source.readings.get(0).fail(new IOException("gone"));

        assertThat(asked.assertCompleted().getItem().isEmpty()).isTrue();
        UniAssertSubscriber<Neighbours> again = ask(Duration.ZERO);
        source.readings.get(1).complete(List.of(new Neighbour(MAC, "10.0.0.7")));
        assertThat(again.getItem().isEmpty()).isFalse();
    }

    @Test
    void who_gives_up_waiting_takes_the_reading_from_nobody_for_ever() {
        ask(MINUTE).cancel();
        UniAssertSubscriber<Neighbours> later = ask(MINUTE);

        source.readings.get(source.readings.size() - 1).complete(List.of());

        later.assertCompleted();
    }

    @Test
    void unreachable_addresses_are_no_addresses() {
        Neighbours read = Neighbours.of(
                "snmp",
                Vms.SEEN,
                List.of(
                        new Neighbour(MAC, "fe80::1"),
                        new Neighbour(MAC, "169.254.3.4"),
                        new Neighbour(MAC, "10.0.0.9"),
                        new Neighbour(MAC, "10.0.0.10"),
                        new Neighbour(MAC, "10.0.0.9")));

        assertThat(read.of(List.of("BC:24:11:00:00:FF", MAC)))
                .extracting(Address::ip)
                .containsExactly("10.0.0.10", "10.0.0.9");
    }

    private UniAssertSubscriber<Neighbours> ask(Duration age) {
        return table.notOlderThan(age).subscribe().withSubscriber(UniAssertSubscriber.create());
    }
}
