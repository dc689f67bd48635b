package io.labkeeper.actions.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final AtomicLong now = new AtomicLong();
    private final Admission admission = new Admission(2, 2, Duration.ofMinutes(1), Duration.ofSeconds(1), now::get);
    private final List<UniEmitter<? super String>> working = new ArrayList<>();

    private UniAssertSubscriber<String> arrive() {
        return admission
                .<String>admitToItsEnd(
                        keep -> keep.apply(Uni.createFrom().emitter(working::add)), Duration.ofMinutes(1))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    private final List<UniEmitter<? super String>> answers = new ArrayList<>();

    /** Whose place is kept to the end of the work; the caller may be answered before. */
    private UniAssertSubscriber<String> ask() {
        return admission
                .<String>admitToItsEnd(
                        keep -> bound(keep.apply(Uni.createFrom().emitter(working::add))), Duration.ofMinutes(1))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    private Uni<String> bound(Uni<String> work) {
        return Uni.createFrom().emitter(answer -> {
            answers.add(answer);
            work.subscribe().with(answer::complete, answer::fail);
        });
    }

    @Test
    void aPlaceIsKeptUntilItsWorkHasEndedThoughItsCallerWasAnswered() {
        UniAssertSubscriber<String> first = ask();
        ask();
        UniAssertSubscriber<String> third = ask();

        answers.get(0).fail(new IllegalStateException("takes too long"));
        first.assertFailedWith(IllegalStateException.class);
        third.assertNotTerminated();
        assertThat(working).hasSize(2);
        working.get(0).complete("late");
        working.get(2).complete("done");

        third.assertCompleted().assertItem("done");
    }

    @Test
    void whereNobodyInsideIsWaitedForTheDatabaseIsAway() {
        ask();
        ask();
        answers.forEach(answer -> answer.fail(new IllegalStateException("takes too long")));

        ask().assertFailedWith(DatabaseAway.class);
        working.get(0).complete("late");
        UniAssertSubscriber<String> next = ask();
        working.get(2).complete("done");

        next.assertCompleted();
    }

    @Test
    void whoeverHangsUpSaysNothingOfTheDatabase() {
        ask().cancel();
        ask().cancel();

        UniAssertSubscriber<String> next = ask();

        next.assertNotTerminated();
        working.get(0).complete("for nobody");
        working.get(2).complete("done");
        next.assertCompleted();
    }

    @Test
    void whoeverFindsNoRoomWaitsForIt() {
        UniAssertSubscriber<String> first = arrive();
        arrive();
        UniAssertSubscriber<String> third = arrive();
        assertThat(working).hasSize(2);

        working.get(0).complete("done");
        assertThat(working).hasSize(3);
        working.get(2).complete("done too");

        first.assertCompleted().assertItem("done");
        third.assertCompleted().assertItem("done too");
    }

    @Test
    void whoeverWaitsIsToldAtOnceThatTheDatabaseIsAway() {
        arrive();
        arrive();
        UniAssertSubscriber<String> third = arrive();
        UniAssertSubscriber<String> fourth = arrive();

        working.get(0).fail(new DatabaseAway("gone", null));

        third.assertFailedWith(DatabaseAway.class);
        fourth.assertFailedWith(DatabaseAway.class);
    }

    @Test
    void whoeverHangsUpWhileWaitingTakesNobodysPlace() {
        arrive();
        arrive();
        UniAssertSubscriber<String> impatient = arrive();
        UniAssertSubscriber<String> patient = arrive();
        impatient.cancel();

        working.get(0).complete("done");
        working.get(1).complete("done");

        assertThat(working).hasSize(3);
        working.get(2).complete("done as well");
        patient.assertCompleted();
        arrive();
        arrive();
        assertThat(working).hasSize(5);
    }

    @Test
    void thenOnlyOneAtATimeTries() {
        arrive();
        working.get(0).fail(new DatabaseAway("gone", null));

        arrive();
        UniAssertSubscriber<String> second = arrive();

        assertThat(working).hasSize(2);
        second.assertFailedWith(DatabaseAway.class);
    }

    @Test
    void afterASuccessThereIsRoomForAllAgain() {
        arrive();
        working.get(0).fail(new DatabaseAway("gone", null));
        arrive();
        working.get(1).complete("back");

        arrive();
        arrive();

        assertThat(working).hasSize(4);
    }

    @Test
    void cautionEndsByItself() {
        arrive();
        working.get(0).fail(new DatabaseAway("gone", null));
        now.set(Duration.ofSeconds(2).toNanos());

        arrive();
        arrive();

        assertThat(working).hasSize(3);
    }

    @Test
    void anotherFailureConcernsNobodyElse() {
        arrive();
        arrive();
        UniAssertSubscriber<String> third = arrive();

        working.get(0).fail(new IllegalStateException("its own"));

        third.assertNotTerminated();
        assertThat(working).hasSize(3);
    }

    @Test
    void whatOnlyTookTooLongThrowsNobodyOut() {
        arrive();
        arrive();
        UniAssertSubscriber<String> third = arrive();

        working.get(0).fail(new TooSlow("its lock is held", null));

        third.assertNotTerminated();
        assertThat(working).hasSize(3);
        arrive().assertNotTerminated();
    }

    @Test
    void whereAllInsideTakeTooLongWhoeverComesWaitsForAPlace() {
        ask();
        ask();
        answers.forEach(answer -> answer.fail(new TooSlow("a long search", null)));

        UniAssertSubscriber<String> next = ask();

        next.assertNotTerminated();
        working.get(0).complete("late");
        working.get(2).complete("done");
        next.assertCompleted();
    }

    @Test
    void noMoreWaitThanAreWanted() {
        for (int i = 0; i < 4; i++) {
            arrive();
        }

        UniAssertSubscriber<String> tooMany = arrive();

        tooMany.assertFailedWith(TooManyWaiting.class);
    }
}
