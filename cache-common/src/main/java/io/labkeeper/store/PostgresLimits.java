package io.labkeeper.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How long Postgres itself lets a connection of ours work and wait, whatever the limits of its role are. We stop listening after our own
 * limits ({@link StoreConfig}); only these end the work, and give back its locks. Statements that are known to take longer set their own.
 */
@ConfigMapping(prefix = "labkeeper.postgres")
public interface PostgresLimits {

    /**
     * Whether connections ask for these limits when they are made. PgBouncer refuses connections that do, unless its
     * {@code ignore_startup_parameters} names them: there, turn this off, and give the same limits to the roles instead.
     */
    @WithDefault("true")
    boolean limitConnections();

    /** The longest that a statement takes ({@code statement_timeout}); it fails with SQLSTATE 57014. */
    @WithDefault("PT10S")
    Duration statement();

    /** The longest that a statement waits for a lock ({@code lock_timeout}); it fails with SQLSTATE 55P03. */
    @WithDefault("PT2S")
    Duration lock();

    /** The longest that a transaction waits for our next statement ({@code idle_in_transaction_session_timeout}); its connection is closed. */
    @WithDefault("PT10S")
    Duration idleInTransaction();
}
