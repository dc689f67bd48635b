package io.labkeeper.reader.view;

import io.labkeeper.inventory.postgres.PostgresInventory;
import io.labkeeper.ownership.Ownership;
import io.labkeeper.time.DatabaseClock;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/**
 * All that Postgres holds now, read at once and put into the view, for whoever must not rely on its memory. Nothing that is there is
 * used again, even where it is the same.
 */
@ApplicationScoped
public class Truth {
    private final InventoryView view;
    private final ClusterSource source;
    private final PostgresInventory postgres;
    private final DatabaseClock clock;

    Truth(InventoryView view, ClusterSource source, PostgresInventory postgres, DatabaseClock clock) {
        this.view = view;
        this.source = source;
        this.postgres = postgres;
        this.clock = clock;
    }

    /**
     * Reads clusters, assignments and actions, one question after the other.
     *
     * @return fails with {@link io.labkeeper.store.StoreException} if Postgres does not answer one of them within its limit
     */
    public Uni<Void> read() {
        return clusters().chain(this::ownership).chain(this::actions);
    }

    private Uni<Void> clusters() {
        return source.headsFromPostgres()
                .onItem()
                .transformToMulti(heads -> Multi.createFrom().iterable(heads.keySet()))
                .onItem()
                .transformToUniAndConcatenate(source::loadTruth)
                .invoke(found -> view.put(ClusterView.of(found, null)))
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> ownership() {
        return postgres.assignments()
                .invoke(read -> view.put(Ownership.of(read)))
                .replaceWithVoid();
    }

    private Uni<Void> actions() {
        Instant asked = clock.now();
        return postgres.recentActions()
                .invoke(window -> view.changeActions(known -> known.withWindow(window, asked, clock.now())))
                .replaceWithVoid();
    }
}
