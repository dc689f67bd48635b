package io.labkeeper.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GateTest {
    private final Gate gate = new Gate(2);
    private final List<String> asked = new ArrayList<>();
    private final List<UniEmitter<? super String>> open = new ArrayList<>();

    @Test
    void all_are_asked_in_turn_and_never_more_than_two_at_once() {
        List<CompletableFuture<String>> answers = List.of(ask("a"), ask("b"), ask("c"), ask("d"));
        assertThat(asked).containsExactly("a", "b");

        open.get(1).complete("B");
        assertThat(asked).containsExactly("a", "b", "c");
        open.get(0).complete("A");
        open.get(2).complete("C");
        open.get(3).complete("D");

        assertThat(answers).extracting(CompletableFuture::join).containsExactly("A", "B", "C", "D");
        ask("e");
        ask("f");
        ask("g");
        assertThat(asked).containsExactly("a", "b", "c", "d", "e", "f");
    }

    @Test
    void one_that_fails_makes_room_too() {
        CompletableFuture<String> failed = ask("a");
        ask("b");
        ask("c");

        open.get(0).fail(new StoreException("away"));

        assertThat(failed).isCompletedExceptionally();
        assertThat(asked).containsExactly("a", "b", "c");
        CompletableFuture<String> thrown = gate.<String>pass(() -> {
                    throw new IllegalStateException("no question at all");
                })
                .subscribeAsCompletionStage();
        open.get(1).complete("B");
        assertThat(thrown).isCompletedExceptionally();
        ask("d");
        assertThat(asked).containsExactly("a", "b", "c", "d");
    }

    private CompletableFuture<String> ask(String name) {
        return gate.<String>pass(() -> {
                    asked.add(name);
                    return Uni.createFrom().emitter(open::add);
                })
                .subscribeAsCompletionStage();
    }
}
