package io.labkeeper.worker.schema;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Brings the tables up to date, as their owner and on a worker thread, again and again until Postgres lets it. Meanwhile the
 * process runs; its loops fail and try again. Several workers may do this at once: Flyway takes a lock in the database.
 */
@ApplicationScoped
public class SchemaMigration {
    private static final Logger LOG = Logger.getLogger(SchemaMigration.class);
    private static final int CONNECT_SECONDS = 5;
    private static final int SOCKET_SECONDS = 60;

    private final SchemaConfig config;
    private volatile boolean done;
    private volatile Cancellable attempts;

    public SchemaMigration(SchemaConfig config) {
        this.config = config;
    }

    /** Whether the tables are up to date, as far as we have seen. */
    public boolean done() {
        return done;
    }

    void start(@Observes StartupEvent event) {
        if (!config.migrate()) {
            done = true;
            return;
        }
        attempts = Uni.createFrom()
                .item(this::migrate)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure()
                .invoke(failure -> LOG.warnf("schema: not up to date yet: %s", firstLine(failure)))
                .onFailure()
                .retry()
                .withBackOff(config.firstPause(), config.longestPause())
                .indefinitely()
                .subscribe()
                .with(
                        applied -> {
                            done = true;
                            LOG.infof("schema: up to date, %d migrations applied", applied);
                        },
                        failure -> LOG.error("schema: given up", failure));
    }

    void stop(@Observes ShutdownEvent event) {
        if (attempts != null) {
            attempts.cancel();
        }
    }

    private int migrate() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl(config.url()));
        source.setUser(config.ownerUser());
        source.setPassword(config.ownerPassword().orElse(""));
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(SOCKET_SECONDS);
        source.setApplicationName("labkeeper-schema");
        return Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .placeholders(Map.of(
                        "worker", config.workerRole(), "action", config.actionRole(), "reader", config.readerRole()))
                .load()
                .migrate()
                .migrationsExecuted;
    }

    /** JDBC's form of the reactive client's URL; user and password never stand in it. */
    static String jdbcUrl(String url) {
        String bare = url.replaceFirst("^(vertx-reactive:|jdbc:)", "").replaceFirst("^postgres(ql)?://([^@/]*@)?", "");
        return "jdbc:postgresql://" + bare;
    }

    private static String firstLine(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }
}
