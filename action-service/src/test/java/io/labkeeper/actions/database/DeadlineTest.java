package io.labkeeper.actions.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlineTest {
    private static final Duration LIMIT = Duration.ofMillis(150);
    private static final Duration TICK = Duration.ofMillis(5);
    private static final Duration LONG = Duration.ofSeconds(30);

    /** Moved by the tests alone: on a loaded machine the time between two lines of a test may be longer than the limit. */
    private final AtomicLong now = new AtomicLong();

    private final AtomicInteger asked = new AtomicInteger();
    private final DatabasePulse pulse = new DatabasePulse(now::get, this::askedInVain);
    private final DatabasePulse idle = new DatabasePulse(now::get, this::askedAndThere);

    private Uni<?> askedInVain() {
        asked.incrementAndGet();
        return noAnswer();
    }

    private Uni<?> askedAndThere() {
        asked.incrementAndGet();
        return Uni.createFrom().item("there");
    }

    /** Until it has been asked whether it is there, and then past the limit. */
    private void theDatabaseIsSilent() {
        passesUntilAsked(LIMIT.dividedBy(2).plusMillis(5));
        now.set(LIMIT.plusMillis(5).toNanos());
    }

    private void passesUntilAsked(Duration sinceTheBeginning) {
        int before = asked.get();
        now.set(sinceTheBeginning.toNanos());
        await().atMost(LONG).until(() -> asked.get() > before);
    }

    private static Uni<?> noAnswer() {
        return Uni.createFrom().nothing();
    }

    private static <T> UniAssertSubscriber<T> subscribe(Uni<T> uni) {
        return uni.subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void aSilentDatabaseIsAwayAfterTheLimitAndNothingIsCommittedAfterwards() {
        Deadline deadline = Deadline.in(LIMIT, pulse);

        UniAssertSubscriber<String> answer =
                subscribe(deadline.bound(Uni.createFrom().<String>nothing()));
        theDatabaseIsSilent();

        answer.awaitFailure(LONG).assertFailedWith(DatabaseAway.class);
        assertThat(perhapsDone(answer)).isFalse();
        subscribe(deadline.stillInTime()).assertFailedWith(DatabaseAway.class);
    }

    @Test
    void ofACommitThatIsOnItsWayNobodySaysThatNothingWasDone() {
        Deadline deadline = Deadline.in(LIMIT, pulse);
        Uni<Void> commit = deadline.stillInTime().chain(() -> Uni.createFrom().nothing());

        UniAssertSubscriber<Void> answer = subscribe(deadline.bound(commit));
        theDatabaseIsSilent();

        assertThat(perhapsDone(answer.awaitFailure(LONG))).isTrue();
    }

    @Test
    void norOfOneWhoseConnectionBreaks() {
        Deadline deadline = Deadline.in(LIMIT, pulse);
        Uni<Void> commit =
                deadline.stillInTime().chain(() -> Uni.createFrom().failure(new IOException("connection reset")));

        UniAssertSubscriber<Void> answer = subscribe(deadline.bound(commit)).awaitFailure(LONG);

        assertThat(perhapsDone(answer)).isTrue();
    }

    private static boolean perhapsDone(UniAssertSubscriber<?> answer) {
        return ((DatabaseAway) answer.getFailure()).perhapsDone();
    }

    @Test
    void aDatabaseThatAnswersOthersIsWaitedFor() {
        DatabasePulse heardJustNow = new DatabasePulse(() -> 0L, DeadlineTest::noAnswer);
        Deadline deadline = Deadline.in(LIMIT, heardJustNow);
        Uni<String> slow = Uni.createFrom().item("done").onItem().delayIt().by(LIMIT.multipliedBy(4));

        UniAssertSubscriber<String> answer = subscribe(deadline.bound(slow)).awaitItem(LONG);

        answer.assertItem("done");
        subscribe(deadline.stillInTime()).assertCompleted();
    }

    @Test
    void aDatabaseThatNobodyElseAsksIsAskedAndSoNotTakenForAway() {
        List<UniEmitter<? super String>> slow = new ArrayList<>();
        UniAssertSubscriber<String> answer =
                subscribe(Deadline.in(LIMIT, LONG, idle).bound(Uni.createFrom().<String>emitter(slow::add)));

        await().atMost(LONG).pollInterval(TICK).until(() -> {
            long passed = now.addAndGet(TICK.toNanos());
            return asked.get() >= 3 && passed > LIMIT.multipliedBy(2).toNanos();
        });
        slow.get(0).complete("done");

        answer.awaitItem(LONG).assertItem("done");
    }

    @Test
    void thereIsOneSuchQuestionAtATime() {
        List<UniEmitter<? super String>> questions = new ArrayList<>();
        DatabasePulse unheard =
                new DatabasePulse(now::get, () -> Uni.createFrom().<String>emitter(questions::add));
        unheard.ask();
        unheard.ask();
        assertThat(questions).hasSize(1);

        questions.get(0).fail(new IOException("connection reset"));
        unheard.ask();

        assertThat(questions).hasSize(2);
    }

    @Test
    void whoIsKnownToTakeLongIsGivenMorePatience() {
        List<UniEmitter<? super String>> slow = new ArrayList<>();
        Uni<String> work = Uni.createFrom().<String>emitter(slow::add);
        UniAssertSubscriber<String> impatient =
                subscribe(Deadline.in(LIMIT, LIMIT, idle).bound(work));
        UniAssertSubscriber<String> patient =
                subscribe(Deadline.in(LIMIT, LONG, idle).bound(work));

        passesUntilAsked(Duration.ofMillis(80));
        now.set(LIMIT.toNanos());
        impatient.awaitFailure(LONG).assertFailedWith(TooSlow.class);
        slow.get(1).complete("done");

        patient.awaitItem(LONG).assertItem("done");
    }

    @ParameterizedTest
    @CsvSource({
        "57P03, true",
        "25006, true",
        "53300, true",
        "42P01, true",
        "42703, true",
        "55P03, false",
        "57014, false",
        "22001, false",
        "23505, false"
    })
    void theStateTellsWhetherItIsAway(String state, boolean away) {
        PgException plain = new PgException("words", "ERROR", state, null);
        RuntimeException wrapped = new RuntimeException(new SQLException("words", state));

        assertThat(Refusals.showThatItIsAway(plain)).isEqualTo(away);
        assertThat(Refusals.showThatItIsAway(wrapped)).isEqualTo(away);
    }

    @ParameterizedTest
    @CsvSource({"55P03, true", "57014, true", "57P01, false", "23505, false"})
    void ofWhatPostgresHasGivenUpItIsNotSaidThatItIsAway(String state, boolean tooSlow) {
        Deadline deadline = Deadline.in(LIMIT, pulse);
        RuntimeException failure = new RuntimeException(new PgException("words", "ERROR", state, null));

        UniAssertSubscriber<Void> answer = subscribe(
                        deadline.bound(Uni.createFrom().<Void>failure(failure)))
                .awaitFailure(LONG);

        assertThat(answer.getFailure() instanceof TooSlow).isEqualTo(tooSlow);
    }

    @Test
    void whatTakesTooLongWhileOthersAreAnsweredDoesNotMeanThatTheDatabaseIsAway() {
        DatabasePulse beating = new DatabasePulse(now::get, DeadlineTest::noAnswer);
        Deadline deadline = Deadline.in(LIMIT, beating);
        UniAssertSubscriber<String> answer =
                subscribe(deadline.bound(Uni.createFrom().<String>nothing()));

        now.set(Duration.ofSeconds(6).toNanos());
        subscribe(beating.listening(Uni.createFrom().item("heard")));

        answer.awaitFailure(LONG).assertFailedWith(TooSlow.class);
        subscribe(deadline.stillInTime()).assertFailedWith(DatabaseAway.class);
    }

    @Test
    void aConnectionThatCannotBeMadeIsAwayAndABugOfOursIsNot() {
        assertThat(Refusals.showThatItIsAway(new RuntimeException(new ConnectException("refused"))))
                .isTrue();
        assertThat(Refusals.showThatItIsAway(new NullPointerException())).isFalse();
    }

    @Test
    void aRowThatIsThereAlreadyIsSeenThroughHibernatesWrapping() {
        assertThat(Refusals.outrun(new RuntimeException(new SQLException("duplicate", "23505"))))
                .isTrue();
        assertThat(Refusals.outrun(new PgException("duplicate", "ERROR", "23505", null)))
                .isTrue();
        assertThat(Refusals.outrun(new RuntimeException())).isFalse();
    }
}
