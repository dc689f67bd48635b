package io.labkeeper.bench.run;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.lab.Lab;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.lab.Postgres;
import io.labkeeper.e2e.simulator.Guest;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Changes as they happen: a guest is switched on or off behind our back, and sync-worker is asked to look at it. It observes, compares and
 * writes as it always does.
 */
public final class Changes {
    /** For 2 s sync-worker takes one look at a VM as the answer to all who want one. */
    private static final Duration LOOK_SHARED = Duration.ofMillis(2_100);

    private final Simulator simulator;
    private final Postgres postgres;

    /** @param lab with one simulated cluster */
    public Changes(BenchLab lab) {
        this(lab.lab(), lab.jdbcUrl());
    }

    private Changes(Lab lab, String jdbcUrl) {
        Part proxmox = lab.state().ofKind("proxmox").get(0);
        this.simulator = new Simulator(
                proxmox.facts().path("cluster_id").asText(),
                proxmox.facts().path("control_url").asText());
        this.postgres = new Postgres(jdbcUrl);
    }

    public String cluster() {
        return simulator.cluster();
    }

    /** The guests whose power may be switched. */
    public List<Guest> guests() {
        return simulator.guests().stream().filter(guest -> !guest.template()).toList();
    }

    /** Switches them, and asks for a look at each; not before a look at what was switched last would be a new one. */
    public void power(Collection<Integer> vmids, boolean on) {
        Eventually.pause(LOOK_SHARED);
        vmids.forEach(vmid -> {
            if (on) {
                simulator.start(vmid);
            } else {
                simulator.stop(vmid);
            }
        });
        try (Postgres.Transaction transaction = postgres.begin()) {
            vmids.forEach(vmid -> transaction.run(
                    "INSERT INTO sync_request (id, cluster_id, vmid, mode, cause)"
                            + " VALUES (gen_random_uuid(), ?, ?, 'vm', 'bench')",
                    cluster(),
                    vmid));
            transaction.commit();
        }
    }
}
