package io.labkeeper.actions.run;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How actions are carried out. */
@ConfigMapping(prefix = "labkeeper.actions")
public interface ActionsConfig {

    /**
     * How long a claim lasts unless renewed; it is renewed three times as often. After a crash, another replica goes on with
     * the action when this has passed.
     */
    @WithDefault("PT15S")
    Duration claim();

    /** How often due actions are looked for, beside being told of new ones at once. */
    @WithDefault("PT1S")
    Duration poll();

    /** How long a replica looks for due actions no more after it has looked, so that a burst of requests costs one look and not one each. */
    @WithDefault("PT0.05S")
    Duration claimPause();

    /** How many actions are under way at once on one node, over all replicas. */
    @WithDefault("5")
    @Min(1)
    int perNode();

    /** How many actions are under way at once in one cluster, over all replicas. */
    @WithDefault("20")
    @Min(1)
    int perCluster();

    /** Limit of one database statement of a runner. */
    @WithDefault("PT2S")
    Duration statement();

    /**
     * How long an accepted action may wait for its turn before it fails with <code>timeout</code>; also how long one whose cluster is not
     * configured waits for a replica that knows it, and then ends as <code>failed</code>, or <code>unknown</code> if it was begun.
     */
    @WithDefault("PT30M")
    Duration queue();

    /** How long a cluster or node that does not answer is asked again before an action that was not sent fails. */
    @WithDefault("PT60S")
    Duration patience();

    /** How long a task may take, unless the caller gave a longer time limit; afterwards the VM's state decides. */
    @WithDefault("PT10M")
    Duration task();

    /**
     * How long the state of a VM may take to follow where the task ends before the fact: guests under high availability, and
     * reboots.
     */
    @WithDefault("PT2M")
    Duration settle();

    /**
     * How long the task list must have shown nothing before an order of unknown fate is sent again, beside the longest that the order may
     * have waited for room and for a connection (twice the cluster's limit <code>call</code>, and <code>connect</code> for each endpoint).
     * Proxmox passes an order on to another node for up to 30 s, so less than 40 s can double it.
     */
    @WithDefault("PT40S")
    Duration resendAfter();

    /** How often one order may be sent at the most; tries that are known to have sent nothing do not count. */
    @WithDefault("3")
    @Min(1)
    int mostSent();

    /** First pause before a task is asked for again; the pause grows with the age of the task. */
    @WithDefault("PT0.5S")
    Duration firstPause();

    /** Longest pause before a task is asked for again. */
    @WithDefault("PT5S")
    Duration longestPause();

    /** How long a shutdown waits for orders that are being sent right now. */
    @WithDefault("PT5S")
    Duration shutdownGrace();
}
