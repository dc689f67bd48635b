package io.labkeeper.worker.reconcile;

import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.VmRecord;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the VMs of a refused change set whose values Postgres does not take, by trying halves of it, of which nothing remains.
 * Serves once.
 */
final class Sieve {
    /** More of them are rather a mistake of ours, which is not to be tried out on each of thousands. */
    private static final int MOST = 10;

    private final ChangeSetWriter writer;
    private final ClusterHead head;
    private int found; // by one trial after the other

    Sieve(ChangeSetWriter writer, ClusterHead head) {
        this.writer = writer;
        this.head = head;
    }

    /**
     * @param refused records that carry the new revision already, and were refused together
     * @return fails with the refusal if they are too many
     */
    Uni<List<VmRecord>> among(List<VmRecord> refused, UnstorableException refusal) {
        if (refused.isEmpty() || refused.size() == 1 && ++found > MOST) {
            return Uni.createFrom().failure(refusal);
        }
        if (refused.size() == 1) {
            return Uni.createFrom().item(refused);
        }
        int middle = refused.size() / 2;
        return tried(refused.subList(0, middle)).chain(first -> tried(refused.subList(middle, refused.size()))
                .map(second -> Stream.concat(first.stream(), second.stream()).toList()));
    }

    private Uni<List<VmRecord>> tried(List<VmRecord> half) {
        return writer.attempt(head, ChangeSet.of(half))
                .replaceWith(List.<VmRecord>of())
                .onFailure(UnstorableException.class)
                .recoverWithUni(refusal -> among(half, (UnstorableException) refusal));
    }
}
