package io.labkeeper.actions.schedule;

import io.labkeeper.actions.bulk.BulkRequest;
import io.labkeeper.actions.bulk.BulkRequests;
import io.labkeeper.actions.selection.Selector;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Asks for the actions of a run, as the schedule's owner and with the rights that they have now. */
@ApplicationScoped
class RunRequests {
    private final RunStore store;
    private final BulkRequests requests;

    RunRequests(RunStore store, BulkRequests requests) {
        this.store = store;
        this.requests = requests;
    }

    /**
     * May be asked for again, by anybody: the key lets only the first try make actions.
     *
     * @return how the run ends; a failure means that it has not ended, and a later try may go well
     */
    Uni<RunEnd> ask(DueRun run) {
        return store.refusal(run)
                .chain(refusal -> refusal.isEmpty()
                        ? store.replaced(run).chain(replaced -> ask(run, replaced))
                        : Uni.createFrom().item(RunEnd.failed("not_allowed", refusal.get())));
    }

    private Uni<RunEnd> ask(DueRun run, List<VmKey> replaced) {
        Selector selector = without(run.selector(), replaced);
        if (selector instanceof Selector.Listed listed && listed.vms().isEmpty()) {
            return Uni.createFrom().item(RunEnd.failed("no_vms", "None of the VMs exists any more."));
        }
        return requests.submitScheduled(new BulkRequest(run.action(), selector), run.asker())
                .map(batch -> RunEnd.of(batch, replaced))
                .onFailure(ProblemException.class)
                .recoverWithUni(failure -> refused((ProblemException) failure));
    }

    private static Selector without(Selector selector, List<VmKey> replaced) {
        if (!(selector instanceof Selector.Listed listed) || replaced.isEmpty()) {
            return selector;
        }
        List<VmKey> left = new ArrayList<>(listed.vms());
        left.removeAll(replaced);
        return new Selector.Listed(left);
    }

    private static Uni<RunEnd> refused(ProblemException problem) {
        return problem.type().status() >= 500
                ? Uni.createFrom().failure(problem)
                : Uni.createFrom().item(end(problem));
    }

    private static RunEnd end(ProblemException problem) {
        return switch (problem.type()) {
            case IDEMPOTENCY_MISMATCH -> RunEnd.askedBefore();
            case TOO_MANY_REQUESTS ->
                RunEnd.failed("over_limit", "The owner's schedules have asked for too many actions in a short time.");
            case INVALID_BODY -> RunEnd.failed("too_many_vms", problem.getMessage());
            default -> RunEnd.failed(problem.type().slug().replace('-', '_'), problem.getMessage());
        };
    }
}
