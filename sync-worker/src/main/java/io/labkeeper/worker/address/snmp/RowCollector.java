package io.labkeeper.worker.address.snmp;

import io.labkeeper.worker.address.Neighbour;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.snmp4j.util.RetrievalEvent;
import org.snmp4j.util.TableEvent;
import org.snmp4j.util.TableListener;

/** Takes the rows of one table as they come, up to a bound; called by one of the SNMP library's threads after the other. */
final class RowCollector implements TableListener {
    private final RouterTable table;
    private final int maxRows;
    private final UniEmitter<? super Walked> done;
    private final List<Neighbour> neighbours = new ArrayList<>();
    private int rows;
    private volatile boolean finished;

    /** @param cut whether there were more rows than are taken */
    record Walked(List<Neighbour> neighbours, boolean cut) {}

    RowCollector(RouterTable table, int maxRows, UniEmitter<? super Walked> done) {
        this.table = table;
        this.maxRows = maxRows;
        this.done = done;
        done.onTermination(() -> finished = true);
    }

    @Override
    public synchronized boolean next(TableEvent event) {
        if (finished || event.isError()) {
            return !finished;
        }
        if (rows == maxRows) {
            end(true);
            return false;
        }
        rows++;
        table.neighbour(event.getIndex(), event.getColumns()).ifPresent(neighbours::add);
        return true;
    }

    @Override
    public synchronized void finished(TableEvent event) {
        if (finished) {
            return;
        }
        if (event.isError()) {
            finished = true;
            done.fail(new IOException(trouble(event)));
        } else {
            end(false);
        }
    }

    private void end(boolean cut) {
        finished = true;
        done.complete(new Walked(List.copyOf(neighbours), cut));
    }

    private static String trouble(TableEvent event) {
        return event.getStatus() == RetrievalEvent.STATUS_TIMEOUT
                ? "no answer (silent, or another community)"
                : event.getErrorMessage();
    }

    @Override
    public boolean isFinished() {
        return finished;
    }
}
