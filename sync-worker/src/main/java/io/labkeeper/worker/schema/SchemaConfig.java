package io.labkeeper.worker.schema;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How the tables are made and kept up to date. The roles themselves are made where the database is made. */
@ConfigMapping(prefix = "labkeeper.schema")
public interface SchemaConfig {

    /** False: the tables are kept up to date by something else. */
    @WithDefault("true")
    boolean migrate();

    /** The database, as the reactive client names it: {@code postgresql://host:port/database}. */
    @WithDefault("${POSTGRES_URL:postgresql://127.0.0.1:5432/labkeeper}")
    String url();

    /** The role that owns the tables; used for the migrations and for nothing else. */
    @WithDefault("${POSTGRES_OWNER_USER:labkeeper_owner}")
    String ownerUser();

    /** Its password. */
    @WithDefault("${POSTGRES_OWNER_PASSWORD:}")
    Optional<String> ownerPassword();

    /** sync-worker's role. */
    @WithDefault("labkeeper_worker")
    String workerRole();

    /** action-service's role. */
    @WithDefault("labkeeper_action")
    String actionRole();

    /** inventory-service's role. */
    @WithDefault("labkeeper_reader")
    String readerRole();

    /** First pause before trying again; doubles up to {@link #longestPause}. */
    @WithDefault("PT1S")
    Duration firstPause();

    /** Longest pause before trying again. */
    @WithDefault("PT15S")
    Duration longestPause();
}
