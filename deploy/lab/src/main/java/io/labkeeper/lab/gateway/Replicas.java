package io.labkeeper.lab.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** The replicas of one service, each by its port on 127.0.0.1: taken in turn, those that want no requests, or lately failed, last. */
final class Replicas {
    private static final Duration REST = Duration.ofSeconds(1);

    private final List<Integer> ports;
    private final LongSupplier nanoTime;
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<Integer, Long> restUntil = new ConcurrentHashMap<>();
    private final Set<Integer> unready = ConcurrentHashMap.newKeySet();

    Replicas(List<Integer> ports, LongSupplier nanoTime) {
        this.ports = List.copyOf(ports);
        this.nanoTime = nanoTime;
    }

    List<Integer> ports() {
        return ports;
    }

    /** All of them, in the order in which to try. One that is not ready, or failed within the last second, comes last, but it does come. */
    List<Integer> inOrder() {
        List<Integer> fit = new ArrayList<>();
        List<Integer> resting = new ArrayList<>();
        int first = Math.floorMod(turn.getAndIncrement(), Math.max(1, ports.size()));
        for (int i = 0; i < ports.size(); i++) {
            Integer port = ports.get((first + i) % ports.size());
            (unready.contains(port) || isResting(port) ? resting : fit).add(port);
        }
        fit.addAll(resting);
        return fit;
    }

    void failed(int port) {
        restUntil.put(port, nanoTime.getAsLong() + REST.toNanos());
    }

    /** What that one says of itself. */
    void ready(int port, boolean ready) {
        if (ready) {
            unready.remove(port);
        } else {
            unready.add(port);
        }
    }

    void answered(int port) {
        restUntil.remove(port);
    }

    private boolean isResting(Integer port) {
        Long until = restUntil.get(port);
        return until != null && until - nanoTime.getAsLong() > 0;
    }
}
