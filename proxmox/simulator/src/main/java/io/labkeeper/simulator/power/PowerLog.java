package io.labkeeper.simulator.power;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Every power order that reached the cluster, refused ones too, in order of arrival. Guarded by the world's lock. */
public final class PowerLog {

    private final List<Entry> entries = new ArrayList<>();

    /**
     * @param time when it came
     * @param upid the task; null if it was refused
     * @param error why it was refused; null if it was accepted
     */
    public record Entry(Instant time, Order order, String upid, String error) {}

    void accepted(Order order, String upid, Instant now) {
        entries.add(new Entry(now, order, upid, null));
    }

    void refused(Order order, String error, Instant now) {
        entries.add(new Entry(now, order, null, error));
    }

    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    public void clear() {
        entries.clear();
    }
}
