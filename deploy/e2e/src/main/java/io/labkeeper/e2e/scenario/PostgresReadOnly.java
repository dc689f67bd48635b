package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Version;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.lab.Postgres;
import io.labkeeper.e2e.load.SteadyLoad;
import java.time.Duration;
import java.util.Map;

/** Connections end up at a Postgres that takes no writes, as in the middle of a fail-over. */
public final class PostgresReadOnly implements Scenario {
    private static final Duration SETTLED = Duration.ofSeconds(1);
    private static final String OTHERS =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    @Override
    public String id() {
        return "D-03";
    }

    @Override
    public String promise() {
        return "Postgres takes no writes: no read fails, actions answer 503 within 1 s and nothing is accepted, nothing is"
                + " written, no process ends, and all goes on when it takes them again";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        VmRef vm = bench.guests().stopped();
        Map<String, Long> processes = bench.lab().state().serviceProcesses();
        try (SteadyLoad load = bench.load()) {
            readOnly(bench.postgres());
            try {
                Eventually.pause(SETTLED);
                Map<String, Version> before = bench.database().versions();
                PostgresKilled.refused(bench, vm, findings);
                findings.expect(before.equals(bench.database().versions()), "no revision moved meanwhile");
            } finally {
                writable(bench.postgres());
            }
            PostgresKilled.healed(bench, vm, findings);
            findings.expect(bench.replicasEqualPostgres());
            findings.expect(load.stop().allGood(), load.report().describe());
        }
        findings.expect(
                processes.equals(bench.lab().state().serviceProcesses()),
                "none of our " + processes.size() + " processes restarted");
    }

    private static void readOnly(Postgres postgres) {
        postgres.run(alter("SET default_transaction_read_only = on"));
        postgres.run(OTHERS);
    }

    private static void writable(Postgres postgres) {
        try (Postgres.Transaction transaction = postgres.begin()) {
            transaction.run("SET TRANSACTION READ WRITE");
            transaction.run(alter("RESET default_transaction_read_only"));
            transaction.commit();
        }
        postgres.run(OTHERS);
    }

    private static String alter(String what) {
        return "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I " + what + "', current_database()); END $$";
    }
}
