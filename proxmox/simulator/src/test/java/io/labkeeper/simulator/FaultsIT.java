package io.labkeeper.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.simulator.fault.Fault;
import io.labkeeper.simulator.fault.FaultKind;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.EOFException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything that can be made to go wrong. */
class FaultsIT {

    private static final String LIST = "/cluster/resources";

    private Bench bench;

    @BeforeEach
    void start() {
        bench = Bench.start(Bench.quick().vms(20));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private String lay(FaultKind kind, Fault.Effect effect) {
        return bench.simulator().control().faults().add(Fault.always(kind, "GET", LIST, effect));
    }

    private String request() {
        return bench.request("GET", LIST, bench.simulator().readerToken());
    }

    @Test
    void anAnswerCanBeLate() {
        lay(FaultKind.DELAY, Fault.Effect.NONE.withDelay(Duration.ofMillis(300)));
        long before = System.nanoTime();

        RawHttp.Answer answer = bench.get(LIST);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void anAnswerCanFailToCome() throws Exception {
        lay(FaultKind.HANG, Fault.Effect.NONE);
        try (RawHttp http = bench.connect()) {
            http.write(request());

            boolean silent = http.silentFor(Duration.ofMillis(400));

            assertThat(silent).isTrue();
        }
    }

    @Test
    void anAnswerCanBeAnotherStatus() {
        lay(FaultKind.STATUS, Fault.Effect.NONE.withStatus(503, "too busy"));

        RawHttp.Answer answer = bench.get(LIST);

        assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 503 too busy");
        assertThat(answer.json().getString("message")).isEqualTo("too busy\n");
    }

    @Test
    void aConnectionCanBeReset() {
        lay(FaultKind.RESET, Fault.Effect.NONE);
        try (RawHttp http = bench.connect()) {
            http.write(request());

            assertThatThrownBy(http::read).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        }
    }

    @Test
    void anOrderCanBeCarriedOutAlthoughItsAnswerIsLost() {
        bench.simulator()
                .control()
                .faults()
                .add(Fault.always(FaultKind.RESET, "POST", "*/status/start", Fault.Effect.NONE.afterwards()));
        int vmid = bench.vm();
        String order = bench.request(
                "POST",
                "/nodes/pve1/qemu/" + vmid + "/status/start",
                bench.simulator().actorToken(),
                "Content-Length: 0");
        try (RawHttp http = bench.connect()) {
            http.write(order);

            assertThatThrownBy(http::read).isInstanceOf(SocketException.class);
        }
        assertThat(bench.simulator().control().orders()).singleElement().satisfies(entry -> assertThat(entry.upid())
                .contains("qmstart"));
    }

    @Test
    void anAnswerCanBeGarbage() {
        lay(FaultKind.GARBAGE, Fault.Effect.NONE);

        RawHttp.Answer answer = bench.get(LIST);

        assertThat(answer.status()).isEqualTo(200);
        assertThatThrownBy(answer::json).isInstanceOf(DecodeException.class);
    }

    @Test
    void anAnswerCanBeAnyText() {
        lay(FaultKind.BODY, Fault.Effect.NONE.withText("{\"data\":[]}"));

        assertThat(bench.get(LIST).list()).isEmpty();
    }

    @Test
    void anAnswerCanEndInTheMiddle() {
        lay(FaultKind.TRUNCATE, Fault.Effect.NONE);
        try (RawHttp http = bench.connect()) {
            http.write(request());

            assertThatThrownBy(http::read).isInstanceOfAny(EOFException.class, SocketException.class);
        }
    }

    @Test
    void anAnswerCanComeInDrops() {
        lay(FaultKind.DRIP, Fault.Effect.NONE.withDelay(Duration.ofMillis(3)));
        long before = System.nanoTime();

        RawHttp.Answer answer = bench.get(LIST);

        assertThat(answer.list().size()).isGreaterThan(20);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void aListCanBeIncomplete() {
        int whole = bench.get(LIST).list().size();
        lay(FaultKind.PARTIAL, Fault.Effect.NONE.withKeep(0.5));

        assertThat(bench.get(LIST).list()).hasSize(whole / 2);
    }

    @Test
    void aListCanLackGuestsAndStillBeWholeOtherwise() {
        JsonArray whole = bench.get(LIST).list();
        lay(FaultKind.FEWER_GUESTS, Fault.Effect.NONE.withKeep(0.5));

        JsonArray fewer = bench.get(LIST).list();

        assertThat(rows(fewer, true)).hasSize(rows(whole, true).size() / 2).isSubsetOf(rows(whole, true));
        assertThat(rows(fewer, false)).isEqualTo(rows(whole, false));
    }

    private static List<String> rows(JsonArray list, boolean guests) {
        return list.stream()
                .map(JsonObject.class::cast)
                .filter(row -> row.containsKey("vmid") == guests)
                .map(row -> row.getString("id"))
                .toList();
    }

    @Test
    void aFaultStrikesAsOftenAsSaid() {
        String id = bench.simulator()
                .control()
                .faults()
                .add(Fault.always(FaultKind.STATUS, "GET", LIST, Fault.Effect.NONE.withStatus(500, "x"))
                        .times(2));

        assertThat(bench.get(LIST).status()).isEqualTo(500);
        assertThat(bench.get(LIST).status()).isEqualTo(500);
        assertThat(bench.get(LIST).status()).isEqualTo(200);
        assertThat(bench.simulator().control().faults().struck(id)).isEqualTo(2);
    }

    @Test
    void aFaultStrikesOnlyThePathAndTokenItIsFor() {
        bench.simulator()
                .control()
                .faults()
                .add(new Fault(
                        new Fault.Match(null, "/nodes/*", "labkeeper@pve!reader"),
                        FaultKind.STATUS,
                        Fault.Effect.NONE.withStatus(500, "x"),
                        1,
                        0));

        assertThat(bench.get("/nodes/pve1/time").status()).isEqualTo(500);
        assertThat(bench.as(bench.simulator().actorToken(), "/nodes/pve1/time").status())
                .isEqualTo(200);
        assertThat(bench.get("/nodes").status()).isEqualTo(200);
    }

    @Test
    void aFaultEndsWhenItIsTakenAway() {
        String id = lay(FaultKind.STATUS, Fault.Effect.NONE.withStatus(500, "x"));

        boolean removed = bench.simulator().control().faults().remove(id);

        assertThat(removed).isTrue();
        assertThat(bench.get(LIST).status()).isEqualTo(200);
    }
}
