package io.labkeeper.worker.address;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How addresses are looked up and how long they are believed. */
@ConfigMapping(prefix = "labkeeper.address")
public interface AddressConfig {

    /** How long a known address is not looked up again. It stays known after that, until a source says otherwise. */
    @WithDefault("PT1H")
    Duration ttl();

    /** How long a source that knew nothing is not asked again, unless the VM was started meanwhile. */
    @WithDefault("PT60S")
    Duration negativeTtl();

    /** Longest time for the look-ups of one full sync; who was not reached is asked by the next one. */
    @WithDefault("PT180S")
    Duration limit();

    /**
     * How long VMs that were just started are asked in one round, and before that the configurations of those that are new are read. Who was
     * not reached comes in the next one: first those who were never asked, then those whose turn was longest ago. A question that was asked
     * is waited for.
     */
    @WithDefault("PT5S")
    Duration roundLimit();

    /**
     * Look-ups at once per cluster, and as many again for VMs that were just started: a hanging guest agent blocks a worker process of
     * Proxmox for 3 to 8 s.
     */
    @WithDefault("4")
    int concurrency();
}
