package io.labkeeper.actions.bulk;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.actions.bulk.Batch.Verdict;
import io.labkeeper.actions.bulk.BulkBook.Booked;
import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.run.ActionMetrics;
import io.labkeeper.actions.run.ActionRunner;
import io.labkeeper.actions.run.Announcer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Who hears of what has been committed: readers and other replicas in a few messages, and this replica's runner. */
@ApplicationScoped
class Telling {
    private final Announcer announcer;
    private final ActionRunner runner;
    private final ActionMetrics metrics;

    Telling(Announcer announcer, ActionRunner runner, ActionMetrics metrics) {
        this.announcer = announcer;
        this.runner = runner;
        this.metrics = metrics;
    }

    void booked(Booked booked) {
        ended(booked.superseded());
        announcer.changed(booked.accepted());
        runner.nudge();
        booked.batch()
                .results()
                .forEach(result -> metrics.asked(
                        result.result() == Verdict.ACCEPTED
                                ? "accepted"
                                : "refused_" + result.result().word()));
    }

    void cancelled(List<Action> actions) {
        ended(actions.stream().map(Action::notice).toList());
    }

    private void ended(List<ActionNotice> notices) {
        notices.forEach(notice -> runner.withdraw(UUID.fromString(notice.id())));
        announcer.changed(notices);
    }
}
