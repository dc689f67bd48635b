package io.labkeeper.worker.poll;

import io.labkeeper.inventory.VmRecord;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Asks many guests, a few at a time. Whether a guest's node can be asked is looked at again when it is the guest's turn: a node that
 * hangs costs up to 30 s for each guest that is asked, and the first one's failure tells it of all the others.
 *
 * @param atOnce how many are asked at a time
 * @param askable whether a node can be asked now
 * @param leftOut is told of who was not asked
 */
record InTurn(int atOnce, Predicate<String> askable, Consumer<VmRecord> leftOut) {

    /** What they say, in the order in which they answer; fails with the first failure. */
    <T> Multi<T> ask(List<VmRecord> wanted, Function<VmRecord, Uni<? extends T>> question) {
        return Multi.createFrom()
                .iterable(wanted)
                .onItem()
                .<T>transformToUni(record -> inTurn(record, question))
                .merge(atOnce);
    }

    private <T> Uni<? extends T> inTurn(VmRecord record, Function<VmRecord, Uni<? extends T>> question) {
        if (askable.test(record.vm().node())) {
            return question.apply(record);
        }
        leftOut.accept(record);
        return Uni.createFrom().nullItem();
    }
}
