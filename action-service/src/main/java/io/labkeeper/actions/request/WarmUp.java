package io.labkeeper.actions.request;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.health.Rehearsal;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.Standing;
import io.labkeeper.inventory.VmKey;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Rehearses a request at start, in the background: loading the classes behind the first one takes about as long as a request may
 * take in all, and the first click after a roll-out must not be told that the database is away. Until that is over this process is not ready.
 */
@ApplicationScoped
class WarmUp {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** No VM has the number 0, so nobody's VM is held meanwhile. */
    private static final PowerRequest REQUEST = new PowerRequest(ActionKind.START, 0, "rehearsal", null, false, false);

    private static final Asker NOBODY = new Asker("nobody", Standing.USER, null, null, null);

    private static final Asker NOBODY_WITH_A_KEY = new Asker("nobody", Standing.USER, null, null, "rehearsal");

    private final VmDirectory directory;
    private final ActionKeys keys;
    private final ActionBook book;
    private final Rehearsal rehearsal;
    private volatile Cancellable rehearsing = () -> {};

    WarmUp(VmDirectory directory, ActionKeys keys, ActionBook book, Rehearsal rehearsal) {
        this.directory = directory;
        this.keys = keys;
        this.book = book;
        this.rehearsal = rehearsal;
    }

    void begin(@Observes StartupEvent event) {
        rehearsing = rehearsal
                .untilItGoesWell(once().runSubscriptionOn(Infrastructure.getDefaultExecutor()))
                .subscribe()
                .with(over -> {});
    }

    void end(@Observes ShutdownEvent event) {
        rehearsing.cancel();
    }

    /** Everything, once. Blocks whoever subscribes to it, for at most {@link #LIMIT}: not for an event loop. */
    Uni<Void> once() {
        return Uni.createFrom().emitter(emitter -> {
            try {
                emitter.complete(VertxContextSupport.subscribeAndAwait(
                        () -> everything().ifNoItem().after(LIMIT).fail()));
            } catch (Throwable e) {
                emitter.fail(e);
            }
        });
    }

    private Uni<Void> everything() {
        VmDirectory.Found vm = new VmDirectory.Found(new VmKey("rehearsal", 0), "rehearsal", null);
        return directory
                .find(0, "rehearsal", NOBODY)
                .chain(() -> book.rehearse(vm, REQUEST, NOBODY))
                .chain(() -> keys.byKey(NOBODY_WITH_A_KEY))
                .chain(() -> book.rehearse(vm, REQUEST, NOBODY_WITH_A_KEY));
    }
}
