package io.labkeeper.bench.stream;

import io.labkeeper.bench.run.BenchLab;
import io.labkeeper.bench.run.Changes;
import io.labkeeper.bench.run.Commits;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Changes one VM of the listeners' user again and again, and notes how long after the commit each listener was told. */
final class Deliveries {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Changes changes;
    private final Commits commits;
    private final int vmid;
    private boolean on;

    /** @param user whose VM is changed */
    Deliveries(BenchLab lab, Changes changes, Commits commits, String user) {
        this.changes = changes;
        this.commits = commits;
        Api reader = new Api(
                "inventory-service",
                lab.lab().state().ofKind("inventory-service").get(0).url(),
                lab.lab().token(user));
        VmRef vm = reader.vms("?status=running&status=stopped").keySet().stream()
                .filter(ref -> ref.cluster().equals(changes.cluster()))
                .findFirst()
                .orElseThrow(() -> new ProveException(user + " has no VM"));
        this.vmid = vm.vmid();
        this.on = changes.guests().stream().anyMatch(guest -> guest.vm().vmid() == vmid && guest.running());
    }

    /** @param millis of all deliveries; @param lost those that did not come within the limit */
    record Told(List<Double> millis, int lost) {}

    Told of(List<Listener> listeners, int times) {
        List<Double> millis = new ArrayList<>();
        int lost = 0;
        for (int i = 0; i < times; i++) {
            on = !on;
            lost += one(listeners, millis);
        }
        return new Told(millis, lost);
    }

    private int one(List<Listener> listeners, List<Double> millis) {
        long before = last();
        String power = Power.of(vmid, on);
        listeners.forEach(listener -> listener.await(power));
        changes.power(List.of(vmid), on);
        try {
            Eventually.happens("all told of " + power, LIMIT, () -> listeners.stream()
                    .allMatch(listener -> listener.told() != null));
        } catch (ProveException late) {
            System.out.println(late.getMessage());
        }
        Instant commit = first(before);
        List<Listener> told =
                listeners.stream().filter(listener -> listener.told() != null).toList();
        told.forEach(
                listener -> millis.add(Duration.between(commit, listener.told()).toNanos() / 1e6));
        return listeners.size() - told.size();
    }

    /** The commit of the change: the first one after it was asked for, since nothing else changes. */
    private Instant first(long before) {
        Map<Long, Instant> after = commits.after(changes.cluster(), before);
        return after.values().stream()
                .findFirst()
                .orElseThrow(() -> new ProveException("the change of VM " + vmid + " was not written"));
    }

    private long last() {
        return commits.last(changes.cluster());
    }
}
