package io.labkeeper.worker.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JdbcUrlTest {

    @Test
    void the_reactive_form_becomes_jdbc_without_any_password() {
        assertThat(SchemaMigration.jdbcUrl("postgresql://db:5432/labkeeper"))
                .isEqualTo("jdbc:postgresql://db:5432/labkeeper");
        assertThat(SchemaMigration.jdbcUrl("vertx-reactive:postgresql://db/labkeeper"))
                .isEqualTo("jdbc:postgresql://db/labkeeper");
        assertThat(SchemaMigration.jdbcUrl("postgres://user:secret@db:5432/labkeeper"))
                .isEqualTo("jdbc:postgresql://db:5432/labkeeper");
    }
}
