package io.labkeeper.actions.request;

import static io.labkeeper.actions.testing.Asking.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.actions.testing.Lab.Counting;
import io.labkeeper.embedded.TcpProxy;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many requests at once. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class CrowdIT {

    @TestHTTPResource("/")
    URI service;

    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Pool pool;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String token;

    @BeforeEach
    void clean() {
        Stores.empty();
        Lab.reset();
        Lab.labA().control().setTiming(Timing.TASK_DURATION, Duration.ofMillis(20));
        token = Callers.token("olga", "operator");
        as("olga", "operator").get("/api/actions").then().statusCode(200);
    }

    @AfterEach
    void heal() {
        Stores.postgresProxy().up();
    }

    private CompletableFuture<HttpResponse<String>> ask(int vmid, String action, String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        service.resolve("/api/vm/" + vmid + "/" + action + "?cluster=lab-a"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.noBody());
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return http.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private static List<HttpResponse<String>> all(List<CompletableFuture<HttpResponse<String>>> asked) {
        return asked.stream().map(CompletableFuture::join).toList();
    }

    @Test
    void fiveHundredStartsAreAllAcceptedAndCarriedOutOnce() {
        List<Integer> vmids = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            vmids.add(Lab.stopped(Lab.labA()));
        }

        List<HttpResponse<String>> answers =
                all(vmids.stream().map(vmid -> ask(vmid, "start", null)).toList());

        // How soon, the proof measures: here the machine is busy with other tests.
        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(202);
        await().atMost(Duration.ofSeconds(90))
                .until(() -> "500".equals(Stores.value("SELECT count(*) FROM action WHERE state = 'succeeded'")));
        assertThat(vmids).allSatisfy(vmid -> assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL))
                .hasSize(1));
    }

    @Test
    void theSameKeyAtTheSameMomentIsOneAction() {
        int vmid = Lab.stopped(Lab.labA());
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(ask(vmid, "start", "same"));
        }

        List<HttpResponse<String>> answers = all(asked);

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(202);
        assertThat(answers)
                .extracting(answer -> answer.headers().firstValue("Location").orElseThrow())
                .containsOnly("/api/actions/" + Stores.value("SELECT id FROM action"));
    }

    @Test
    void ofStopAndRebootAtTheSameMomentOneIsAccepted() {
        Lab.labA().control().setTiming(Timing.TASK_DURATION, Duration.ofSeconds(3));
        int vmid = Lab.running(Lab.labA());

        List<HttpResponse<String>> answers = all(List.of(ask(vmid, "stop", null), ask(vmid, "reboot", null)));

        assertThat(answers).extracting(HttpResponse::statusCode).containsExactlyInAnyOrder(202, 409);
    }

    @Test
    void aCrowdIsToldThatTheDatabaseHangsAndWorksAgainAfterwards() {
        int vmid = Lab.stopped(Lab.labA());
        trouble(TcpProxy::hang);
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < 60; i++) {
            asked.add(ask(vmid, "start", null));
        }

        List<HttpResponse<String>> answers = all(asked);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(503);
        // That it takes a second is for the proof to measure: here the machine is busy with other tests.
        assertThat(took).isLessThan(Duration.ofSeconds(20));
        trouble(TcpProxy::up);
        await().atMost(SOON).until(() -> ask(vmid, "start", null).join().statusCode() == 202);
        assertThat(Stores.value("SELECT count(*) FROM action")).isEqualTo("1");
    }

    @Test
    void questionsThatTakeLongLeaveRoomForActions() {
        int vmid = Lab.stopped(Lab.labA());
        SqlConnection holder = pool.getConnection().await().atMost(SOON);
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        try {
            Transaction holding = holder.begin().await().atMost(SOON);
            holder.query("LOCK TABLE lab_class IN ACCESS EXCLUSIVE MODE")
                    .execute()
                    .await()
                    .atMost(SOON);
            for (int i = 0; i < 50; i++) {
                asked.add(get("/api/classes"));
            }
            await().atMost(SOON).until(() -> waitingForTheTable() > 0);

            HttpResponse<String> accepted = ask(vmid, "start", null).join();

            assertThat(accepted.statusCode()).isEqualTo(202);
            await().atMost(SOON)
                    .until(() -> "1".equals(Stores.value("SELECT count(*) FROM action WHERE state = 'succeeded'")));
            // Six questions of callers; beside them the service reads classes for the assignments and the schedules.
            assertThat(waitingForTheTable()).isLessThanOrEqualTo(6 + 2);
            holding.rollback().await().atMost(SOON);
        } finally {
            holder.closeAndForget();
        }
        all(asked);
        await().atMost(SOON).until(() -> get("/api/classes").join().statusCode() == 200);
    }

    private static int waitingForTheTable() {
        return Integer.parseInt(
                Stores.value("SELECT count(*) FROM pg_locks WHERE locktype = 'relation' AND NOT granted"));
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(service.resolve(path))
                .header("Authorization", "Bearer " + token)
                .build();
        return http.sendAsync(request, BodyHandlers.ofString());
    }

    private static void trouble(Consumer<TcpProxy> trouble) {
        trouble.accept(Stores.postgresProxy());
    }
}
