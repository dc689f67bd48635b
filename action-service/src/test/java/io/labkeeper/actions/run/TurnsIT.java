package io.labkeeper.actions.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whose action is taken next when there is not room for all. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class TurnsIT extends RunnerHarness {
    /** Here the machine may be busy with other tests. */
    private static final String AS_LONG_AS_IT_TAKES = "SET LOCAL idle_in_transaction_session_timeout = 0";

    private static final String ONE_BATCH = "00000000-0000-7000-9000-000000000001";
    private static final String OTHER_BATCH = "00000000-0000-7000-9000-000000000002";

    @Inject
    Pool pool;

    @Inject
    DatabasePulse pulse;

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

    private static List<Action> claimed(ActionStore store, String runner) {
        return store.claim(runner, 50, Set.of()).await().atMost(PATIENCE);
    }

    /** Asked for after all that was asked for before. @param batch null for single ones */
    private static void ask(String user, String batch, int first, int count) {
        String ofBatch = batch == null ? "NULL" : "'" + batch + "'";
        Stores.sql("INSERT INTO action (id, batch_id, cluster_id, vmid, kind, state, node, requested_by)"
                + " SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, " + ofBatch + ", 'lab-a', n,"
                + " 'start', 'accepted', 'pve' || n % 4 + 1, '" + user + "' FROM generate_series(" + first + ", "
                + (first + count - 1) + ") n");
    }

    private static void end(String condition) {
        Stores.sql("UPDATE action SET state = 'succeeded', finished_at = clock_timestamp(), claim_until = NULL WHERE "
                + condition);
    }

    private static Map<String, Long> by(List<Action> actions, Function<Action, String> key) {
        return actions.stream().collect(Collectors.groupingBy(key, Collectors.counting()));
    }

    @Test
    void aClickDoesNotWaitForTheThousandThatWereAskedForBeforeIt() {
        ActionStore store = withRoom(5, 20);
        ask("root", ONE_BATCH, 10_000, 1_000);
        claimed(store, "one");
        ask("alice", null, 20_000, 1);

        end("vmid = 10000");
        List<Action> next = claimed(store, "one");

        assertThat(next).extracting(action -> action.vm().vmid()).containsExactly(20_000);
    }

    @Test
    void norForTheOnesThatTheSameUserHasAskedForAtOnce() {
        ActionStore store = withRoom(20, 20);
        ask("root", ONE_BATCH, 10_000, 1_000);
        claimed(store, "one");
        ask("root", null, 20_000, 1);

        end("vmid = 10005");
        List<Action> next = claimed(store, "one");

        assertThat(next).extracting(action -> action.vm().vmid()).containsExactly(20_000);
    }

    @Test
    void twoRequestsForManyGetHalfOfTheRoomEach() {
        ActionStore store = withRoom(20, 20);
        ask("root", ONE_BATCH, 10_000, 100);
        claimed(store, "one");
        ask("olga", OTHER_BATCH, 20_000, 100);

        end("vmid < 10010");
        List<Action> next = claimed(store, "one");

        assertThat(by(next, action -> action.wish().requestedBy())).isEqualTo(Map.of("olga", 10L));
    }

    @Test
    void whoAsksForManyOneByOneGetsNoMoreThanWhoAsksForThemAtOnce() {
        ActionStore store = withRoom(20, 20);
        for (int i = 0; i < 20; i++) {
            ask("root", "00000000-0000-7000-9000-0000000001" + (10 + i), 10_000 + i, 1);
        }
        ask("olga", OTHER_BATCH, 20_000, 20);

        List<Action> next = claimed(store, "one");

        assertThat(by(next, action -> action.wish().requestedBy())).isEqualTo(Map.of("root", 10L, "olga", 10L));
    }

    @Test
    void twoRequestsOfTheSameUserGetHalfOfTheirRoomEach() {
        ActionStore store = withRoom(20, 20);
        ask("root", ONE_BATCH, 10_000, 100);
        ask("root", OTHER_BATCH, 20_000, 100);

        List<Action> next = claimed(store, "one");

        assertThat(by(next, action -> action.vm().vmid() < 20_000 ? "first" : "second"))
                .isEqualTo(Map.of("first", 10L, "second", 10L));
    }

    @Test
    void amongOnesOwnTheOldestComesFirst() {
        ActionStore store = withRoom(20, 3);
        ask("alice", null, 10_000, 10);

        List<Action> first = claimed(store, "one");

        assertThat(first).extracting(action -> action.vm().vmid()).containsExactlyInAnyOrder(10_000, 10_001, 10_002);
    }

    @Test
    void overAllRunnersNoNodeAndNoClusterGetsMoreThanItsBound() {
        ActionStore store = withRoom(5, 18);
        ask("root", ONE_BATCH, 10_000, 200);
        ask("alice", null, 20_000, 50);

        List<Action> taken = new ArrayList<>(claimed(store, "one"));
        taken.addAll(claimed(store, "two"));
        taken.addAll(claimed(store, "three"));

        assertThat(taken).hasSize(18);
        assertThat(by(taken, action -> Integer.toString(action.vm().vmid() % 4)).values())
                .allMatch(count -> count <= 5);
    }

    @Test
    void whatARunnerWorksOnCountsEvenIfItsClaimsCouldNotBeRenewed() {
        ActionStore store = withRoom(5, 20);
        ask("root", ONE_BATCH, 10_000, 100);
        List<Action> first = claimed(store, "one");
        Stores.sql("UPDATE action SET claim_until = clock_timestamp() - interval '1 s' WHERE state = 'claimed'");
        Set<UUID> worksOn = first.stream().map(Action::id).collect(Collectors.toSet());

        List<Action> more = store.claim("one", 50, worksOn).await().atMost(PATIENCE);
        List<Action> heirs = claimed(store, "two");

        assertThat(first).hasSize(20);
        assertThat(more).isEmpty();
        assertThat(heirs).extracting(Action::id).containsExactlyInAnyOrderElementsOf(worksOn);
    }

    @Test
    void whatWasClaimedWithoutTheAnswerBeingHeardIsTakenAgainAtOnce() {
        ActionStore store = withRoom(5, 20);
        ask("root", ONE_BATCH, 10_000, 4);
        List<Action> heard = store.claim("one", 2, Set.of()).await().atMost(PATIENCE);
        List<Action> unheard = store.claim("one", 2, Set.of()).await().atMost(PATIENCE);
        Set<UUID> worksOn = heard.stream().map(Action::id).collect(Collectors.toSet());

        List<Action> usual = store.claim("one", 50, worksOn).await().atMost(PATIENCE);
        List<Action> again =
                store.claim("one", 50, worksOn, true, Set.of("lab-a")).await().atMost(PATIENCE);

        assertThat(usual).isEmpty();
        assertThat(again)
                .extracting(Action::id)
                .containsExactlyInAnyOrderElementsOf(
                        unheard.stream().map(Action::id).toList());
    }

    /** Counted row by row, this took minutes. */
    @Test
    void alsoAmongThousandsTheNextAreFoundInNoTime() {
        ActionStore store = withRoom(5, 20);
        ask("root", ONE_BATCH, 10_000, 4_000);

        assertThat(claimed(store, "one")).hasSize(20);
        assertThat(claimed(store, "two")).isEmpty();
    }

    @Test
    void aClaimThatIsNotCommittedYetCountsForTheNext() {
        ActionStore store = withRoom(5, 100);
        ask("root", ONE_BATCH, 10_000, 40);
        SqlConnection first = pool.getConnection().await().atMost(PATIENCE);
        Transaction begun = first.begin().await().atMost(PATIENCE);
        first.query(ClaimStatements.ONE_AT_A_TIME)
                .execute()
                .chain(() -> first.query(AS_LONG_AS_IT_TAKES).execute())
                .await()
                .atMost(PATIENCE);
        long taken = first.preparedQuery(ClaimStatements.CLAIM)
                .execute(Tuple.from(List.of(
                        "one", 30.0, 5, 100, 50, new String[] {"start"}, new UUID[0], new String[] {"lab-a"}, 1800.0)))
                .await()
                .atMost(PATIENCE)
                .rowCount();
        ask("olga", OTHER_BATCH, 20_000, 40);

        CompletableFuture<List<Action>> second =
                store.claim("two", 50, Set.of()).subscribeAsCompletionStage();
        await().until(() -> second.isDone() || someoneWaitsToPick());
        begun.commit().chain(first::close).await().atMost(PATIENCE);

        assertThat(taken).isEqualTo(20);
        assertThat(second).succeedsWithin(PATIENCE).asInstanceOf(LIST).isEmpty();
    }

    @Test
    void whatAClaimTakesWhileItsRunnerLeavesIsGivenBack() {
        ActionStore patient = withRoom(5, 100);
        ask("root", null, 10_000, 1);
        SqlConnection another = pool.getConnection().await().atMost(PATIENCE);
        Transaction picking = another.begin().await().atMost(PATIENCE);
        another.query(ClaimStatements.ONE_AT_A_TIME)
                .execute()
                .chain(() -> another.query(AS_LONG_AS_IT_TAKES).execute())
                .await()
                .atMost(PATIENCE);
        RunContext context = new RunContext("leaving", patient, announcer, checkpoints, config, clock);
        Runner runner = new Runner(vertx, context, clients, metrics);
        runner.start();
        await().until(TurnsIT::someoneWaitsToPick);

        CompletableFuture<Void> left =
                runner.leave().chain(runner::leaveAll).subscribe().asCompletionStage();
        picking.commit().chain(another::close).await().atMost(PATIENCE);

        assertThat(left).succeedsWithin(PATIENCE);
        assertThat(Stores.value("SELECT state FROM action")).isEqualTo("accepted");
        assertThat(Stores.value("SELECT started_at IS NOT NULL AND claimed_by IS NULL FROM action"))
                .as("taken, and given back")
                .isEqualTo("t");
    }

    private static boolean someoneWaitsToPick() {
        return !"0".equals(Stores.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"));
    }
}
