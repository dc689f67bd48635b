package io.labkeeper.reader.view;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a replica follows the stores. */
@ConfigMapping(prefix = "labkeeper.view")
public interface ViewConfig {

    /** How often the heads of all clusters are read from Redis: the bound on what a lost message costs. */
    @WithDefault("PT1S")
    Duration headsInterval();

    /** How often Postgres is asked: for assignments always, for heads while Redis is away. */
    @WithDefault("PT2S")
    Duration postgresInterval();

    /**
     * How often Postgres is asked for actions: the bound on what a lost message about one costs. An older portal page looks for the
     * first time 2 s after a click, and for good if it finds no action open.
     */
    @WithDefault("PT1S")
    Duration actionsInterval();

    /** Failures of Redis in a row after which it is left alone for a while. */
    @WithDefault("3")
    int breakerFailures();

    /** How long it is left alone. */
    @WithDefault("PT3S")
    Duration breakerPause();

    /** How often Postgres is asked for the heads although Redis serves: what Redis lacks or has not been told shows here. */
    @WithDefault("PT10S")
    Duration crossCheckInterval();

    /**
     * How long Postgres must have named a cluster no more until its VMs are hidden: longer than it takes a sync-worker to notice that
     * the row with its lease is missing and to write it anew.
     */
    @WithDefault("PT20S")
    Duration forgetAfter();

    /** How often one cluster of the view, another one each time, is compared with Postgres row by row. */
    @WithDefault("PT1M")
    Duration consistencyInterval();

    /** How often a replica that has just started looks whether it can be loaded from anywhere. */
    @WithDefault("PT0.2S")
    Duration startInterval();

    /**
     * Does without the memory: before each answer about VMs all is read from Postgres, for that answer alone. It shows what the memory is
     * worth, and is no way to serve many: of the requests that come together all but a few are answered 503.
     */
    @WithDefault("false")
    boolean postgresPerRequest();
}
