package io.labkeeper.actions.request;

import static io.labkeeper.actions.testing.Asking.admin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.health.Ready;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.Standing;
import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.Vms;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is rehearsed at start is what a click does, and nobody finds anything of it afterwards. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class RehearsalIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** A sequence keeps what it was set to when the transaction is undone: so it tells of a rehearsal's statement. */
    private static final String WATCH = """
            CREATE SEQUENCE seen_statement;
            CREATE FUNCTION note_statement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
              PERFORM setval('public.seen_statement', abs(hashtext(current_query())::bigint) + 1);
              RETURN NEW;
            END $$;
            CREATE TRIGGER note_statement BEFORE INSERT ON action FOR EACH ROW EXECUTE FUNCTION note_statement()""";

    private static final String WATCH_NO_MORE = """
            DROP TRIGGER IF EXISTS note_statement ON action;
            DROP FUNCTION IF EXISTS note_statement;
            DROP SEQUENCE IF EXISTS seen_statement""";

    @Inject
    WarmUp warmUp;

    @Inject
    ActionBook book;

    @Inject
    @Readiness
    Ready ready;

    @BeforeEach
    void theRealOneIsOver() {
        await().atMost(SOON).until(() -> ready.call().getStatus() == Status.UP);
        Stores.empty();
        Lab.reset();
        Stores.sql(WATCH);
    }

    @AfterEach
    void watchNoMore() {
        Stores.sql(WATCH_NO_MORE);
    }

    @Test
    void nothingIsLeftOfIt() {
        warmUp.once().await().atMost(SOON);

        assertThat(seen()).as("something was inserted").isGreaterThan(1);
        assertThat(Stores.value("SELECT (SELECT count(*) FROM action) || ' ' || (SELECT count(*) FROM audit) || ' '"
                        + " || (SELECT count(*) FROM action_key)"))
                .isEqualTo("0 0 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a-key"})
    void itsStatementIsThatOfAClick(String key) throws Throwable {
        Vms.store(Vms.cluster("lab-y", new Revision(1, 1), Vms.stopped("lab-y/30001")));
        Asker asker = new Asker("nobody", Standing.USER, null, null, key.isEmpty() ? null : key);
        VertxContextSupport.subscribeAndAwait(() -> book.rehearse(
                new VmDirectory.Found(new VmKey("rehearsal", 0), "rehearsal", null),
                new PowerRequest(ActionKind.START, 0, "rehearsal", null, false, false),
                asker));
        long rehearsed = seen();
        Stores.sql("SELECT setval('seen_statement', 1)");

        RequestSpecification click = key.isEmpty() ? admin() : admin().header("Idempotency-Key", key);
        click.post("/api/vm/30001/start?cluster=lab-y").then().statusCode(202);

        assertThat(seen()).isEqualTo(rehearsed).isGreaterThan(1);
    }

    private static long seen() {
        return Long.parseLong(Stores.value("SELECT last_value FROM seen_statement"));
    }
}
