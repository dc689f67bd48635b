package io.labkeeper.actions.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final Admission admission = new Admission(1, 2);
    private final List<UniEmitter<? super String>> working = new ArrayList<>();

    private UniAssertSubscriber<String> arrive() {
        return admission
                .admit(() -> Uni.createFrom().<String>emitter(working::add))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void oneAfterTheOtherIsLetIn() {
        UniAssertSubscriber<String> first = arrive();
        UniAssertSubscriber<String> second = arrive();
        assertThat(working).hasSize(1);

        working.get(0).complete("done");
        assertThat(working).hasSize(2);
        working.get(1).complete("done too");

        first.assertCompleted().assertItem("done");
        second.assertCompleted().assertItem("done too");
    }

    @Test
    void whoeverWaitsIsToldAtOnceThatTheDatabaseIsAway() {
        arrive();
        UniAssertSubscriber<String> second = arrive();
        UniAssertSubscriber<String> third = arrive();

        working.get(0).fail(new DatabaseAway("gone", null));

        second.assertFailedWith(DatabaseAway.class);
        third.assertFailedWith(DatabaseAway.class);
    }

    @Test
    void afterThatTheNextIsLetInAgain() {
        arrive();
        arrive();
        working.get(0).fail(new DatabaseAway("gone", null));

        arrive();

        assertThat(working).hasSize(2);
    }

    @Test
    void anotherFailureConcernsNobodyElse() {
        arrive();
        UniAssertSubscriber<String> second = arrive();

        working.get(0).fail(new IllegalStateException("its own"));

        second.assertNotTerminated();
        assertThat(working).hasSize(2);
    }

    @Test
    void noMoreWaitThanAreWanted() {
        arrive();
        arrive();
        arrive();

        UniAssertSubscriber<String> tooMany = arrive();

        tooMany.assertFailedWith(DatabaseAway.class);
    }
}
