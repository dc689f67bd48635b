package io.labkeeper.actions.selection;

import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.actions.selection.Selection.Target;
import io.labkeeper.actions.selection.SelectionStatements.Question;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.ownership.Assignments;
import io.labkeeper.ownership.Ownership;
import io.labkeeper.time.DatabaseClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Resolves selectors, in at most two statements. Postgres is asked each time, so that a right withdrawn is gone; ownership is checked on
 * the VMs that were found, with their births. The caller bounds the time.
 */
@ApplicationScoped
public class Selections {
    private final Pool pool;
    private final DatabaseClock clock;
    private final DatabasePulse pulse;

    Selections(Pool pool, DatabaseClock clock, DatabasePulse pulse) {
        this.pool = pool;
        this.clock = clock;
        this.pulse = pulse;
    }

    /** At most one VM more than {@link Selector#MOST}: whoever gets so many is to refuse. */
    public Uni<Selection> resolve(Selector selector, Asker asker) {
        return candidates(selector, asker)
                .chain(found -> asker.actsOnAll() || found.isEmpty()
                        ? Uni.createFrom().item(selection(selector, found, false))
                        : rights(found, asker).map(rights -> owned(selector, found, rights, asker)));
    }

    private Uni<Map<VmKey, Target>> candidates(Selector selector, Asker asker) {
        Question question = SelectionStatements.candidates(selector, asker, Selector.MOST + 1);
        return pulse.listening(pool.preparedQuery(question.sql()).execute(question.parameters()))
                .map(this::targets);
    }

    private Map<VmKey, Target> targets(RowSet<Row> rows) {
        Map<VmKey, Target> targets = new LinkedHashMap<>();
        for (Row row : rows) {
            clock.observe(row.getOffsetDateTime("now").toInstant());
            VmKey vm = new VmKey(row.getString("cluster_id"), row.getInteger("vmid"));
            targets.put(vm, new Target(vm, row.getString("node"), row.getString("birth")));
        }
        return targets;
    }

    private Uni<Assignments> rights(Map<VmKey, Target> found, Asker asker) {
        Tuple parameters = SelectionStatements.add(Tuple.tuple().addString(asker.name()), List.copyOf(found.keySet()));
        return pulse.listening(pool.preparedQuery(SelectionStatements.RIGHTS).execute(parameters))
                .map(OwnershipRows::assignments);
    }

    private static Selection owned(Selector selector, Map<VmKey, Target> found, Assignments rights, Asker asker) {
        Ownership ownership = Ownership.of(rights);
        found.values().removeIf(target -> !ownership.owns(asker.name(), target.vm(), target.birth()));
        boolean teacher = rights.classes().stream()
                .anyMatch(labClass -> labClass.teachers().contains(asker.name()));
        return selection(selector, found, teacher);
    }

    private static Selection selection(Selector selector, Map<VmKey, Target> found, boolean teacher) {
        List<VmKey> asked = selector instanceof Selector.Listed listed ? listed.vms() : List.copyOf(found.keySet());
        return new Selection(asked, found, teacher);
    }
}
