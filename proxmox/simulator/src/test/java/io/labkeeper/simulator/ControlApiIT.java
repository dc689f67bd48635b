package io.labkeeper.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.simulator.auth.Token;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The control API over HTTP. */
class ControlApiIT {

    private final HttpClient http = HttpClient.newHttpClient();
    private Bench bench;

    @BeforeEach
    void start() {
        bench = Bench.start();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private HttpResponse<String> call(String method, String path, JsonObject body) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(bench.simulator().controlUri() + path))
                .timeout(Duration.ofSeconds(5))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonObject ok(String method, String path, JsonObject body) {
        HttpResponse<String> response = call(method, path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private static JsonObject json(Object... pairs) {
        JsonObject object = new JsonObject();
        for (int i = 0; i < pairs.length; i += 2) {
            object.put((String) pairs[i], pairs[i + 1]);
        }
        return object;
    }

    @Test
    void guestsCanBeCreatedChangedStartedMovedStoppedAndDeleted() {
        int vmid = ok("POST", "/guests", json("type", "lxc", "node", "pve2", "name", "one", "cores", 3))
                .getInteger("vmid");
        String guest = "/guests/" + vmid;

        ok("PATCH", guest, json("name", "two", "tags", new JsonArray().add("x")));
        ok("POST", guest + "/start", null);
        JsonObject moved = ok("POST", guest + "/migrate", json("node", "pve1"));

        assertThat(moved.getString("state")).isEqualTo("running");
        assertThat(moved.getString("node")).isEqualTo("pve1");
        assertThat(bench.row(vmid).getString("name")).isEqualTo("two");
        assertThat(bench.row(vmid).getString("tags")).isEqualTo("x");
        assertThat(bench.row(vmid).getInteger("maxcpu")).isEqualTo(3);
        assertThat(ok("POST", guest + "/stop", null).getString("state")).isEqualTo("stopped");
        ok("DELETE", guest, null);
        assertThat(bench.row(vmid)).isNull();
        assertThat(call("GET", guest, null).statusCode()).isEqualTo(404);
    }

    @Test
    void aMigrationTakesItsTimeUnderALock() {
        int vmid = bench.runningVm();

        JsonObject during = ok("POST", "/guests/" + vmid + "/migrate", json("node", "pve2", "duration_ms", 150));

        assertThat(during.getString("lock")).isEqualTo("migrate");
        assertThat(during.getString("node")).isEqualTo("pve1");
        await().atMost(Duration.ofSeconds(3))
                .until(() -> bench.guests().node(vmid).equals("pve2"));
        assertThat(ok("GET", "/guests/" + vmid, null).getString("lock")).isNull();
    }

    @Test
    void locksStatesAndOutcomesCanBeSet() {
        int vmid = bench.vm();
        String guest = "/guests/" + vmid;

        assertThat(ok("POST", guest + "/lock", json("lock", "backup")).getString("lock"))
                .isEqualTo("backup");
        assertThat(ok("POST", guest + "/unlock", null).getString("lock")).isNull();
        assertThat(ok("POST", guest + "/state", json("state", "io-error")).getString("state"))
                .isEqualTo("io-error");
        ok("POST", guest + "/state", json("state", "stopped"));
        assertThat(ok("POST", guest + "/ha", json("managed", true)).getString("ha"))
                .isEqualTo("stopped");
        ok("POST", guest + "/ha", json("managed", false));
        ok("POST", guest + "/next-task", json("error", "no luck"));
        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("no luck");
    }

    @Test
    void nodesAndQuorumCanBeSet() {
        ok("POST", "/nodes/pve2", json("status", "unreachable", "proxy_status", 599));
        int unreachable = bench.get("/nodes/pve2/time").status();
        ok("POST", "/nodes/pve2", json("status", "up"));
        ok("POST", "/quorum", json("quorate", false));

        assertThat(unreachable).isEqualTo(599);
        assertThat(bench.get("/nodes/pve2/time").status()).isEqualTo(200);
        assertThat(ok("GET", "/state", null).getBoolean("quorate")).isFalse();
    }

    @Test
    void requestsAreCountedByEndpointAndToken() {
        bench.get("/cluster/resources");
        bench.get("/cluster/resources");
        bench.as(bench.simulator().powerlessToken(), "/cluster/resources");

        JsonObject counted =
                ok("GET", "/requests", null).getJsonObject("endpoints").getJsonObject("GET /cluster/resources");
        ok("DELETE", "/requests", null);

        assertThat(counted.getInteger("count")).isEqualTo(3);
        assertThat(counted.getJsonObject("tokens")).isEqualTo(json("labkeeper@pve!reader", 2, "nobody@pve!empty", 1));
        assertThat(counted.getJsonObject("outcomes")).isEqualTo(json("200", 3));
        assertThat(ok("GET", "/requests", null).getInteger("total")).isZero();
    }

    @Test
    void powerOrdersAreRecordedWithTheirTaskOrRefusal() {
        int vmid = bench.runningContainer();
        bench.lxc(vmid, "start");
        bench.lxc(vmid, "stop");

        var orders = new JsonArray(call("GET", "/orders", null).body());

        assertThat(orders).hasSize(2);
        assertThat(orders.getJsonObject(0).getString("error")).contains("already running");
        assertThat(orders.getJsonObject(1).getString("upid")).contains(":vzstop:" + vmid);
        assertThat(orders.getJsonObject(1).getString("command")).isEqualTo("stop");
    }

    @Test
    void faultsCanBeLaidDownAndTakenAway() {
        String id = ok("POST", "/faults", json("kind", "status", "status", 596, "path", "/nodes/*", "method", "GET"))
                .getString("id");
        int struck = bench.get("/nodes/pve1/time").status();
        ok("DELETE", "/faults/" + id, null);

        assertThat(struck).isEqualTo(596);
        assertThat(bench.get("/nodes/pve1/time").status()).isEqualTo(200);
        assertThat(call("DELETE", "/faults/" + id, null).statusCode()).isEqualTo(404);
    }

    @Test
    void settingsCanBeReadAndChanged() {
        JsonObject changed = ok("PATCH", "/settings", json("lag_ms", 5000, "release", "8.4", "task_duration_ms", 10));

        assertThat(changed.getLong("lag_ms")).isEqualTo(5000);
        assertThat(bench.get("/version").object().getString("release")).isEqualTo("8.4");
        assertThat(call("PATCH", "/settings", json("speed", 1)).statusCode()).isEqualTo(400);
    }

    @Test
    void sizeAndSeedCanBeSetAnew() {
        ok("POST", "/seed", json("vms", 7, "nodes", 4, "seed", 9));

        assertThat(bench.get("/cluster/resources?type=vm").list()).hasSize(9);
        assertThat(bench.get("/nodes").list()).hasSize(4);
    }

    @Test
    void tokensAndRightsCanBeSet() {
        ok("POST", "/tokens", json("name", "new@pve!t", "secret", "s"));
        var token = new Token("new@pve!t", "s");
        int vmid = bench.vm();

        int without = bench.as(token, "/nodes/pve1/qemu/" + vmid + "/config").status();
        ok("POST", "/access", json("user", "new@pve!t", "path", "/vms", "privileges", new JsonArray().add("VM.Audit")));
        int with = bench.as(token, "/nodes/pve1/qemu/" + vmid + "/config").status();
        ok("DELETE", "/tokens/" + Bench.encode("new@pve!t"), null);

        assertThat(without).isEqualTo(403);
        assertThat(with).isEqualTo(200);
        assertThat(bench.as(token, "/version").status()).isEqualTo(401);
    }

    @Test
    void nonsenseIsRefused() {
        assertThat(call("POST", "/guests/100/start", null).statusCode()).isEqualTo(404);
        assertThat(call("POST", "/nothing", null).statusCode()).isEqualTo(404);
        assertThat(call("POST", "/nodes/pve1", json("status", "sleepy")).statusCode())
                .isEqualTo(400);
        assertThat(call("POST", "/faults", json("kind", "earthquake")).statusCode())
                .isEqualTo(400);
        assertThat(call("GET", "", null).body()).contains("/_sim/guests");
    }

    @Test
    void theControlApiIsNotOnProxmoxsPort() {
        RawHttp.Answer answer = bench.raw("GET /_sim/state HTTP/1.1\r\nHost: pve\r\nAuthorization: "
                + bench.simulator().readerToken().authorization() + "\r\n\r\n");

        assertThat(answer.status()).isEqualTo(501);
    }

    @Test
    void guestsAreDeletedTogether() {
        int one = ok("POST", "/guests", json("name", "one")).getInteger("vmid");
        int two = ok("POST", "/guests", json("name", "two")).getInteger("vmid");
        int all = bench.get("/cluster/resources").list().size();

        ok("DELETE", "/guests", json("vmids", new JsonArray().add(one).add(two)));

        assertThat(bench.get("/cluster/resources").list()).hasSize(all - 2);
        assertThat(call("DELETE", "/guests", json("vmids", new JsonArray().add(one)))
                        .statusCode())
                .isEqualTo(404);
    }
}
