package io.labkeeper.actions.bulk;

import io.labkeeper.actions.audit.AuditLine;
import io.labkeeper.actions.audit.AuditTrail;
import io.labkeeper.actions.database.RequestGate;
import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.run.ActionStore;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Ends what of a batch was not sent yet: in the database first, then in the runs that have it in hand, then for everybody to see. */
@ApplicationScoped
class BatchCancelling {
    private final BulkBook book;
    private final ActionStore store;
    private final AuditTrail trail;
    private final RequestGate gate;
    private final Telling telling;

    BatchCancelling(BulkBook book, ActionStore store, AuditTrail trail, RequestGate gate, Telling telling) {
        this.book = book;
        this.store = store;
        this.trail = trail;
        this.gate = gate;
        this.telling = telling;
    }

    /** How many it has ended; fails with 404 for a batch that is not the asker's, unless they act on all. */
    Uni<Integer> cancel(UUID batch, Asker asker) {
        return gate.bounded(() -> book.requester(batch)
                .chain(requester -> mayCancel(requester, asker) ? end(batch, asker) : refuse(batch, asker)));
    }

    private static boolean mayCancel(Optional<String> requester, Asker asker) {
        return requester.isPresent() && (asker.actsOnAll() || requester.get().equals(asker.name()));
    }

    private Uni<Integer> end(UUID batch, Asker asker) {
        return store.cancelBatch(
                        batch,
                        asker.name(),
                        (client, ended) -> trail.write(client, asker, List.of(line(batch, "done", ended.size()))))
                .invoke(telling::cancelled)
                .map(List<Action>::size);
    }

    private Uni<Integer> refuse(UUID batch, Asker asker) {
        return trail.write(asker, line(batch, "refused_not_found", 0)).chain(() -> Uni.createFrom()
                .failure(new ProblemException(ProblemType.ACTION_NOT_FOUND, "There is no such batch.")));
    }

    private static AuditLine line(UUID batch, String result, int cancelled) {
        JsonObject detail = new JsonObject().put("batch_id", batch.toString()).put("cancelled", cancelled);
        return AuditLine.of("cancel_asked", null, result, detail);
    }
}
