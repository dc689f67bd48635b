package io.labkeeper.worker.poll;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** When Proxmox is asked. */
@ConfigMapping(prefix = "labkeeper.poll")
public interface PollConfig {

    /** How often states are read, unless the cluster says otherwise. Proxmox's own numbers change every 10 s. */
    @WithDefault("PT30S")
    Duration quickInterval();

    /** How often everything is read, unless the cluster says otherwise. */
    @WithDefault("PT300S")
    Duration fullInterval();

    /** First pause after a failure; doubles up to {@link #longestPause}. */
    @WithDefault("PT10S")
    Duration firstPause();

    /** Longest pause after failures. */
    @WithDefault("PT180S")
    Duration longestPause();

    /** Shortest pause after a refused token: each refusal costs Proxmox 3 s of a worker process. */
    @WithDefault("PT60S")
    Duration authPause();

    /** Longest time for reading the list with the rights to it. What it says is written within limits of its own. */
    @WithDefault("PT15S")
    Duration listLimit();

    /** Longest time for what follows a list: more than the limits of guests, neighbour table and routers together. */
    @WithDefault("PT360S")
    Duration detailLimit();

    /**
     * Most configurations that are read after one list because of a sign of a change (a new VM, another shape, a task); the
     * others wait for the next list. What a full sync reads without such a sign comes on top.
     */
    @WithDefault("200")
    @Min(1)
    int configsPerTick();

    /** How long a lease lasts without being renewed; the database's clock. */
    @WithDefault("PT15S")
    Duration leaseDuration();

    /** How often a lease is renewed. */
    @WithDefault("PT5S")
    Duration leaseRenewal();

    /**
     * How often a lease that somebody else holds is tried: one small statement a cluster. A worker that holds its share lets
     * a free lease go to others for a little more than this time; so a lease given back is taken within 2 s, and that of a
     * worker that crashed within 20 s.
     */
    @WithDefault("PT0.5S")
    Duration leaseTry();

    /** How often a worker tells that it lives, and looks how the clusters are shared out. */
    @WithDefault("PT2S")
    Duration shareLook();

    /** After how many looks in a row that found it holding too much a worker gives leases back. */
    @WithDefault("3")
    int sharePatience();

    /** How long a worker that has not told that it lives still counts. */
    @WithDefault("PT15S")
    Duration workerAlive();

    /** How often ended actions and wishes are read from Postgres, and Redis is compared with it. */
    @WithDefault("PT1S")
    Duration wishes();
}
