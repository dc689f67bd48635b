package io.labkeeper.actions.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.lifecycle.ActionState;
import io.labkeeper.actions.lifecycle.ActionState.Submitting;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.store.StoreException;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the table lets a runner change. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class ActionStoreIT extends RunnerHarness {
    private static final String RUNNER = "one";
    private static final ActionStore.Within NOTHING =
            (client, ended) -> Uni.createFrom().voidItem();

    @Inject
    Pool pool;

    @Inject
    DatabasePulse pulse;

    private static <T> T now(Uni<T> work) {
        return work.await().atMost(Duration.ofSeconds(10));
    }

    /** An action whose order was sent once. */
    private Action sentOnce() {
        Lab.action(Lab.labA(), Lab.stopped(Lab.labA()), "start");
        Action claimed = now(store.claim(RUNNER, 1, Set.of())).get(0);
        return now(store.submitting(claimed, ((ActionState.Claimed) claimed.state()).submitting("pve1"), RUNNER));
    }

    @Test
    void aChangeWhoseAnswerWasLostIsFoundDone() {
        Action sent = sentOnce();
        Submitting again = ((Submitting) sent.state()).again("pve1");
        Action done = now(store.submitting(sent, again, RUNNER));

        Action repeated = now(store.submitting(sent, again, RUNNER));

        assertThat(repeated).isEqualTo(done);
    }

    @Test
    void anActionThatItsOwnRunnerHasClaimedAnewIsNotTakenForTheChangeMadeHere() {
        Action sent = sentOnce();
        Stores.sql("UPDATE action SET claim_until = clock_timestamp() - interval '1 s'");
        now(store.claim(RUNNER, 1, Set.of()));

        Uni<Action> late = store.submitting(sent, ((Submitting) sent.state()).again("pve1"), RUNNER);

        assertThatThrownBy(() -> now(late)).isInstanceOf(LostClaim.class);
    }

    /** A store to which the bounds are those that are meant for production. */
    private ActionStore withRoom(int perNode, int perCluster) {
        Map<String, String> bounds = Map.of(
                "labkeeper.actions.statement", "PT20S",
                "labkeeper.actions.per-node", Integer.toString(perNode),
                "labkeeper.actions.per-cluster", Integer.toString(perCluster));
        ActionsConfig bounded = new SmallRyeConfigBuilder()
                .withMapping(ActionsConfig.class)
                .withSources(new PropertiesConfigSource(bounds, "test", 1000))
                .build()
                .getConfigMapping(ActionsConfig.class);
        return new ActionStore(pool, bounded, clock, pulse);
    }

    @Test
    void whatWaitsForAFullNodeDoesNotHoldUpAnotherNode() {
        Stores.sql("INSERT INTO action (id, cluster_id, vmid, kind, state, node, requested_by)"
                + " SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'lab-a', 5000 + n, 'start', 'accepted',"
                + " CASE WHEN n > 45 THEN 'pve2' ELSE 'pve1' END, 'alice' FROM generate_series(1, 46) n");
        ActionStore narrow = withRoom(5, 20);
        List<Action> first = now(narrow.claim("earlier", 5, Set.of()));

        List<Action> second = now(narrow.claim(RUNNER, 50, Set.of()));

        assertThat(first)
                .extracting(action -> action.vm().vmid())
                .containsExactlyInAnyOrder(5001, 5002, 5003, 5004, 5005);
        assertThat(second).extracting(action -> action.vm().vmid()).containsExactly(5046);
    }

    /** Two actions under way, each counted on a node of its own, of which the second one's guest turns out to be on the first one's. */
    private List<Action> onTwoNodes(ActionStore bounded) {
        Stores.sql("INSERT INTO action (id, cluster_id, vmid, kind, state, node, requested_by)"
                + " SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'lab-a', 5000 + n, 'start', 'accepted',"
                + " 'pve' || n, 'alice' FROM generate_series(1, 2) n");
        return now(bounded.claim(RUNNER, 2, Set.of())).stream()
                .sorted(Comparator.comparing(Action::id))
                .toList();
    }

    private static Submitting to(String node, Action claimed) {
        return ((ActionState.Claimed) claimed.state()).submitting(node);
    }

    @Test
    void whoseGuestHasMovedToAFullNodeWaitsForItsTurnThere() {
        ActionStore narrow = withRoom(1, 20);
        List<Action> claimed = onTwoNodes(narrow);
        Action staying = claimed.get(0);
        Action moved = claimed.get(1);

        Action waiting = now(narrow.submitting(moved, to("pve1", moved), RUNNER));

        assertThat(waiting.state()).isInstanceOf(ActionState.Accepted.class);
        assertThat(Lab.column(moved.id().toString(), "node")).isEqualTo("pve1");
        assertThat(Lab.column(moved.id().toString(), "claimed_by")).isNull();
        assertThat(now(narrow.claim("two", 50, Set.of()))).isEmpty();
        assertThat(now(narrow.cancel(staying.id(), "alice", NOTHING))).isPresent();
        assertThat(now(narrow.claim("two", 50, Set.of())))
                .extracting(Action::id)
                .containsExactly(moved.id());
    }

    @Test
    void whoeverLooksIntoTheLogIsToldWhatItWaitsFor() {
        ActionStore narrow = withRoom(1, 20);
        Action moved = onTwoNodes(narrow).get(1);
        RunContext context = new RunContext(RUNNER, narrow, announcer, checkpoints, config, clock);

        Uni<Void> going = new Progress(context, moved).submitting("pve1");

        assertThatThrownBy(() -> now(going)).isInstanceOf(Leaving.class).hasMessageContaining("turn on node=pve1");
    }

    @Test
    void whoseGuestHasMovedToANodeWithRoomGoesOnAndIsCountedThere() {
        ActionStore roomy = withRoom(2, 20);
        Action moved = onTwoNodes(roomy).get(1);

        Action saved = now(roomy.submitting(moved, to("pve1", moved), RUNNER));

        assertThat(saved.state()).isInstanceOf(Submitting.class);
        assertThat(Lab.column(moved.id().toString(), "node")).isEqualTo("pve1");
        assertThat(Lab.column(moved.id().toString(), "claimed_by")).isEqualTo(RUNNER);
    }

    @Test
    void anActionThatOnlyANewerReleaseKnowsIsLeftToItAndStopsNobody() {
        String unknown = Lab.action(Lab.labA(), Lab.stopped(Lab.labA()), "hibernate");
        String known = Lab.action(Lab.labA(), Lab.stopped(Lab.labA()), "start");

        List<Action> claimed = now(store.claim(RUNNER, 50, Set.of()));

        assertThat(claimed).extracting(action -> action.id().toString()).containsExactly(known);
        assertThat(Lab.column(unknown, "state")).isEqualTo("accepted");
        assertThat(Lab.column(unknown, "claimed_by")).isNull();
        assertThat(now(store.cancel(UUID.fromString(unknown), "alice", NOTHING)))
                .isEmpty();
        assertThat(Lab.column(unknown, "state")).isEqualTo("accepted");
    }

    @Test
    void aRowThatCannotBeReadDoesNotHideTheOthersThatAreGivenBack() {
        String unreadable = Lab.action(Lab.labA(), Lab.stopped(Lab.labA()), "start");
        String readable = Lab.action(Lab.labA(), Lab.stopped(Lab.labA()), "start");
        now(store.claim(RUNNER, 50, Set.of()));
        Stores.sql("UPDATE action SET kind = 'hibernate' WHERE id = '" + unreadable + "'");

        List<Action> left = now(store.giveBack(RUNNER, true));

        assertThat(left).extracting(action -> action.id().toString()).containsExactly(readable);
        assertThat(Lab.column(unreadable, "claimed_by")).isNull();
    }

    @Test
    void anActionThatARunnerStillWorksOnIsNotGivenToItTwice() {
        Lab.action(Lab.labA(), Lab.stopped(Lab.labA()), "start");
        Action running = now(store.claim(RUNNER, 1, Set.of())).get(0);
        Stores.sql("UPDATE action SET claim_until = clock_timestamp() - interval '1 s'");

        List<Action> own = now(store.claim(RUNNER, 1, Set.of(running.id())));
        List<Action> others = now(store.claim("two", 1, Set.of()));

        assertThat(own).isEmpty();
        assertThat(others).extracting(Action::id).containsExactly(running.id());
    }

    @Test
    void whoFreezesWhilePickingDoesNotStopTheOthers() {
        String action = Lab.action(Lab.labA(), Lab.stopped(Lab.labA()), "start");
        SqlConnection frozen = now(pool.getConnection());
        now(frozen.begin());
        now(frozen.query(ClaimStatements.ONE_AT_A_TIME).execute());

        List<Action> claimed = now(withRoom(5, 20).claim(RUNNER, 1, Set.of()));

        assertThat(claimed).extracting(one -> one.id().toString()).containsExactly(action);
        assertThatThrownBy(() -> now(frozen.query("SELECT 1").execute()))
                .as("Postgres has ended its session")
                .isInstanceOf(Exception.class);
    }

    /** Stored the other way round, so that whoever takes them as they lie begins with the last. */
    private static void threeOfABatch() {
        for (int n = 3; n >= 1; n--) {
            Stores.sql(
                    "INSERT INTO action (id, batch_id, cluster_id, vmid, kind, state, node, requested_by, claimed_by) VALUES ('"
                            + id(n) + "', '" + id(9) + "', 'lab-a', " + (5000 + n)
                            + ", 'start', 'claimed', 'pve1', 'alice', 'one')");
        }
    }

    private static UUID id(int n) {
        return UUID.fromString("00000000-0000-7000-8000-00000000000" + n);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "renew", "let go", "give back"})
    void whatChangesManyLocksTheFirstFirst(String what) {
        threeOfABatch();
        ActionStore patient = withRoom(5, 20);
        SqlConnection other = now(pool.getConnection());
        Transaction begun = now(other.begin());
        now(other.query("SELECT id FROM action WHERE id = '" + id(1) + "' FOR UPDATE")
                .execute());

        CompletableFuture<?> change = changing(patient, what).subscribeAsCompletionStage();
        await().until(() -> !"0".equals(Stores.value("SELECT count(*) FROM pg_locks WHERE NOT granted")));
        Throwable crosswise = other.query("SELECT id FROM action WHERE id = '" + id(3) + "' FOR UPDATE NOWAIT")
                .execute()
                .onItem()
                .<Throwable>transform(rows -> null)
                .onFailure()
                .recoverWithItem(failure -> failure)
                .await()
                .atMost(PATIENCE);
        now(begun.rollback().chain(other::close));

        assertThat(crosswise).isNull();
        assertThat(change).succeedsWithin(PATIENCE);
    }

    private static Uni<?> changing(ActionStore store, String what) {
        return switch (what) {
            case "cancel" -> store.cancelBatch(id(9), "alice", NOTHING);
            case "renew" -> store.renew(RUNNER, Set.of(id(3), id(2), id(1)));
            case "let go" -> store.claim(RUNNER, 5, Set.of(), true, Set.of());
            default -> store.giveBack(RUNNER, true);
        };
    }

    @Test
    void whatCannotBeWrittenDownIsNotCancelled() {
        String action = Lab.action(Lab.labA(), Lab.stopped(Lab.labA()), "start");

        Uni<?> unwritten = store.cancel(UUID.fromString(action), "alice", (client, ended) -> client.query(
                        "SELECT * FROM a_table_that_does_not_exist")
                .execute()
                .replaceWithVoid());

        assertThatThrownBy(() -> now(unwritten)).isInstanceOf(StoreException.class);
        assertThat(Lab.column(action, "state")).isEqualTo("accepted");
    }
}
