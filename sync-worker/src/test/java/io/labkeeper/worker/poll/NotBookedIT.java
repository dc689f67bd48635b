package io.labkeeper.worker.poll;

import static io.labkeeper.worker.Inventory.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.labkeeper.testing.Stores;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A full sync whose list was written, and whose booking Postgres refuses, once. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class NotBookedIT {
    private static final Duration RARELY = Duration.ofMinutes(10);

    @Inject
    Workers workers;

    @Inject
    Loops loops;

    @Inject
    ProxmoxClients clients;

    private ClusterLoop loop;
    private String lastFull;

    @BeforeEach
    void the_first_booking_of_a_full_sync_fails() {
        Inventory.readWhole("lab-c");
        workers.loop("lab-c").stop().await().atMost(Duration.ofSeconds(5));
        Stores.sql("CREATE SEQUENCE full_bookings");
        Stores.sql("""
                CREATE FUNCTION refuse_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                BEGIN
                    IF nextval('public.full_bookings') = 1 THEN
                        RAISE EXCEPTION 'not this time';
                    END IF;
                    RETURN NEW;
                END $$""");
        Stores.sql("CREATE TRIGGER refuse_first BEFORE UPDATE ON cluster_sync FOR EACH ROW"
                + " WHEN (NEW.cluster_id = 'lab-c' AND NEW.next_full_at > now() + interval '5 minutes')"
                + " EXECUTE FUNCTION refuse_first()");
        lastFull = Inventory.sync("->>'last_full_at'", "lab-c");
        ProxmoxCluster cluster = clients.clusters().stream()
                .filter(one -> one.id().equals("lab-c"))
                .findFirst()
                .orElseThrow();
        loop = loops.loop(rarelyReadWhole(cluster), clients.client("lab-c").orElseThrow(), "not-booked");
    }

    private static ProxmoxCluster rarelyReadWhole(ProxmoxCluster cluster) {
        return new ProxmoxCluster(
                cluster.id(),
                cluster.name(),
                cluster.endpoints(),
                cluster.tokens(),
                cluster.trust(),
                cluster.limits(),
                cluster.quickInterval(),
                Optional.of(RARELY));
    }

    @AfterEach
    void as_before() {
        loop.stop().await().atMost(Duration.ofSeconds(5));
        Stores.sql("DROP TRIGGER refuse_first ON cluster_sync");
        Stores.sql("DROP FUNCTION refuse_first");
        Stores.sql("DROP SEQUENCE full_bookings");
        workers.loop("lab-c").start();
    }

    @Test
    void it_is_made_up_for_at_once_and_not_after_a_whole_interval() {
        loop.start();

        await().atMost(SOON).until(() -> !lastFull.equals(Inventory.sync("->>'last_full_at'", "lab-c")));

        assertThat(Long.parseLong(Stores.value("SELECT last_value FROM full_bookings")))
                .as("bookings that were tried")
                .isGreaterThan(1);
    }
}
