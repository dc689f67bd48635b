package io.labkeeper.reader.vms;

import io.labkeeper.reader.view.InventoryView;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** Those who wait until the view has come to something. Each sets a limit of its own. */
@ApplicationScoped
class ViewWaits {

    private record Waiter(BooleanSupplier reached, UniEmitter<? super Boolean> emitter) {}

    private final InventoryView view;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

    ViewWaits(InventoryView view) {
        this.view = view;
    }

    void start(@Observes StartupEvent event) {
        view.watch(this::look);
    }

    /**
     * True as soon as that is reached, on the thread that has changed the view; never fails and never ends otherwise.
     *
     * @param reached asked now and after each change: be quick
     */
    Uni<Boolean> until(BooleanSupplier reached) {
        return Uni.createFrom().emitter(emitter -> {
            Waiter waiter = new Waiter(reached, emitter);
            waiters.add(waiter);
            emitter.onTermination(() -> waiters.remove(waiter));
            look();
        });
    }

    private void look() {
        for (Waiter waiter : waiters) {
            if (waiter.reached().getAsBoolean() && waiters.remove(waiter)) {
                waiter.emitter().complete(true);
            }
        }
    }
}
