package io.labkeeper.actions.run;

import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.lifecycle.ActionState;
import io.labkeeper.store.StoreException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A change of an action by the holder of its claim, made once. A statement whose answer was lost may have been carried out, so it is tried again
 * while the claim lasts, and a refusal is believed only when the row does not show the change: then it fails with {@link LostClaim}.
 */
final class GuardedChange {
    private final LimitedPool database;
    private final Duration claim;

    /** @param claim how long one lasts */
    GuardedChange(LimitedPool database, Duration claim) {
        this.database = database;
        this.claim = claim;
    }

    /**
     * @param statement brings the row as it is then; none if the change was refused
     * @param wanted what the change makes of the action
     */
    Uni<Action> made(Supplier<Uni<RowSet<Row>>> statement, Action wanted, String runner) {
        return Uni.createFrom()
                .deferred(statement::get)
                .chain(rows -> rows.size() == 1
                        ? Uni.createFrom()
                                .item(ActionRows.action(rows.iterator().next()))
                        : confirm(wanted, runner))
                .onFailure(StoreException.class)
                .retry()
                .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(1))
                .expireIn(claim.toMillis())
                .onFailure(IllegalStateException.class)
                .transform(Repeating::lastFailure);
    }

    private Uni<Action> confirm(Action wanted, String runner) {
        return database.run("SELECT * FROM action WHERE id = $1", Tuple.of(wanted.id()))
                .map(rows -> {
                    for (Row row : rows) {
                        Action found = ActionRows.action(row);
                        if (found.version() == wanted.version() + 1
                                && found.state().phase() == wanted.state().phase()
                                && sent(found.state()) == sent(wanted.state())
                                && runner.equals(row.getString("claimed_by"))) {
                            return found;
                        }
                    }
                    throw new LostClaim(wanted.id());
                });
    }

    /**
     * How often the order was sent. After an outage longer than a claim this very runner may have claimed the action anew: same
     * version, same phase, but not the change that was made here.
     */
    private static int sent(ActionState state) {
        if (state instanceof ActionState.Submitting submitting) {
            return submitting.sent();
        }
        return state instanceof ActionState.Submitted submitted ? submitted.sent() : 0;
    }
}
