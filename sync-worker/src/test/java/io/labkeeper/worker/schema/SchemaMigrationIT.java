package io.labkeeper.worker.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.testing.Stores;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class SchemaMigrationIT {

    @Inject
    SchemaConfig config;

    @AfterEach
    void back() {
        Stores.postgresProxy().up();
    }

    @Test
    void a_start_without_postgres_waits_for_it_and_goes_on_by_itself() {
        Stores.postgresProxy().down();
        SchemaMigration migration = new SchemaMigration(config);

        migration.start(null);
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(5)).until(() -> !migration.done());
        Stores.postgresProxy().up();

        await().atMost(Inventory.SOON).until(migration::done);
        assertThat(Stores.value("SELECT count(*) FROM flyway_schema_history WHERE NOT success"))
                .isEqualTo("0");
    }
}
