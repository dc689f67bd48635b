package io.labkeeper.actions.run;

import static org.awaitility.Awaitility.await;

import io.labkeeper.actions.testing.Lab;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.testing.Stores;
import io.labkeeper.time.DatabaseClock;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Runners made by hand, beside an application whose own runner rests meanwhile. */
abstract class RunnerHarness {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    Vertx vertx;

    @Inject
    ActionStore store;

    @Inject
    Announcer announcer;

    @Inject
    Checkpoints checkpoints;

    @Inject
    ActionsConfig config;

    @Inject
    DatabaseClock clock;

    @Inject
    ProxmoxClients clients;

    @Inject
    ActionMetrics metrics;

    @Inject
    ActionRunner own;

    private final List<Runner> runners = new ArrayList<>();

    @BeforeEach
    void clean() {
        own.own().halt();
        Stores.empty();
        Lab.reset();
    }

    @AfterEach
    void haltAll() {
        runners.forEach(Runner::halt);
        await().atMost(PATIENCE).until(() -> runners.stream().allMatch(runner -> runner.underWay() == 0));
        own.own().start();
    }

    Runner runner(String name) {
        return runner(name, checkpoints);
    }

    Runner runner(String name, Checkpoints hooks) {
        return runner(name, hooks, clients);
    }

    Runner runner(String name, Checkpoints hooks, ProxmoxClients way) {
        Runner runner = new Runner(vertx, new RunContext(name, store, announcer, hooks, config, clock), way, metrics);
        runners.add(runner);
        return runner;
    }

    static void awaitEnd(String action) {
        await().atMost(PATIENCE).until(() -> Lab.column(action, "finished_at") != null);
    }
}
