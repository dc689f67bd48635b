package io.labkeeper.reader.vms;

import static io.restassured.RestAssured.given;
import static java.net.http.HttpClient.Version.HTTP_1_1;
import static java.net.http.HttpClient.Version.HTTP_2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedSubscriber;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Vm;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.reader.view.Clusters;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.Header;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a caller gets from /api/vms. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class ListIT {
    @Inject
    MeterRegistry registry;

    private static final Duration SETTLED = Duration.ofSeconds(20);
    private static final AtomicInteger LAST_ACTION = new AtomicInteger();

    @Inject
    InventoryView view;

    @Inject
    RedisInventory redis;

    @Inject
    FeedSubscriber feed;

    @Inject
    DatabaseClock clock;

    private final String a = Clusters.fresh();
    private final String b = Clusters.fresh();

    /** A new one for each test, since an action that has ended never opens again. */
    private final String action = "019bc000-0000-7000-8000-%012d".formatted(LAST_ACTION.incrementAndGet());

    @BeforeEach
    void alice_has_one_vm_in_each_cluster() {
        Stores.empty();
        hold(
                Views.tended(a, 1, Vms.running(a + "/101"), Vms.stopped(a + "/102"), template(Vms.stopped(a + "/103"))),
                Views.tended(b, 1, Vms.running(b + "/101"), Vms.running(b + "/102")));
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, username, birth) VALUES ('" + a
                + "', 101, 'alice', 'birth-101'), ('" + b + "', 102, 'alice', NULL), ('" + b
                + "', 101, 'alice', 'an-earlier-vm-of-that-number')");
        Stores.sql("UPDATE assignments_head SET revision = revision + 1");
        await().atMost(SETTLED).until(() -> keys(alice(), "/api/vms").equals(List.of(a + "/101", b + "/102")));
        await().atMost(SETTLED).until(feed::trusted);
    }

    @Test
    void each_sees_their_own_and_administrators_and_operators_see_all_but_templates() {
        List<String> all = List.of(a + "/101", a + "/102", b + "/101", b + "/102");

        assertThat(keys(alice(), "/api/vms")).containsExactly(a + "/101", b + "/102");
        assertThat(keys(caller("bob"), "/api/vms")).isEmpty();
        assertThat(keys(admin(), "/api/vms")).isEqualTo(all);
        assertThat(keys(caller("otto", "operator"), "/api/vms")).isEqualTo(all);
        assertThat(keys(admin(), "/api/vms?templates=true")).contains(a + "/103");
        given().get("/api/vms").then().statusCode(401);
    }

    @Test
    void a_vm_has_all_members_of_the_contract() {
        JsonPath page = alice().get("/api/vms").then().statusCode(200).extract().jsonPath();

        assertThat(page.getMap("$")).containsOnlyKeys("vms", "mode", "stale", "is_admin", "total", "next");
        assertThat(page.getMap("$"))
                .containsEntry("mode", "inventory")
                .containsEntry("stale", false)
                .containsEntry("is_admin", false)
                .containsEntry("total", 2);
        assertThat(page.getMap("vms[0]"))
                .containsOnlyKeys(
                        "cluster_id",
                        "cluster_name",
                        "vmid",
                        "name",
                        "node",
                        "status",
                        "ip",
                        "ip_source",
                        "ip_updated_at",
                        "mac",
                        "type",
                        "category",
                        "memory",
                        "cores",
                        "disk_size",
                        "uptime",
                        "cpu_usage",
                        "memory_usage",
                        "is_template",
                        "tags",
                        "lock",
                        "rdp_available",
                        "ssh_available",
                        "last_updated",
                        "last_status_check",
                        "sync_error",
                        "stale",
                        "stale_reason",
                        "pending_action")
                .containsEntry("cluster_name", "Cluster " + a)
                .containsEntry("status", "running")
                .containsEntry("uptime", 86_400)
                .containsEntry("last_updated", "2026-01-15T10:30:00Z")
                .containsEntry("last_status_check", "2026-01-15T10:30:00Z")
                .containsEntry("pending_action", null);
    }

    @Test
    void search_and_cluster_narrow_the_list() {
        assertThat(keys(admin(), "/api/vms?search=VM-102")).containsExactly(a + "/102", b + "/102");
        assertThat(keys(admin(), "/api/vms?search=10.0.0.101")).containsExactly(a + "/101", b + "/101");
        assertThat(keys(admin(), "/api/vms?cluster=" + b)).containsExactly(b + "/101", b + "/102");
        assertThat(keys(admin(), "/api/vms?cluster=" + b + "&search=101")).containsExactly(b + "/101");
        assertThat(keys(admin(), "/api/vms?cluster=" + a + "&cluster=" + b)).hasSize(4);
        assertThat(keys(admin(), "/api/vms?cluster=no-such-cluster")).isEmpty();
        assertThat(keys(admin(), "/api/vms?no-such-parameter=1")).hasSize(4);
    }

    @Test
    void a_value_that_cannot_be_is_named() {
        admin().get("/api/vms?templates=perhaps")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("templates"))
                .body("detail", containsString("perhaps"));
        admin().get("/api/vms?cluster=").then().statusCode(400).body("detail", containsString("cluster"));
    }

    @Test
    void what_belongs_to_others_is_not_there() {
        Response foreign = alice().get("/api/vms/" + a + "/102");
        Response absent = alice().get("/api/vms/" + a + "/999");

        foreign.then().statusCode(404).body("type", equalTo("urn:labkeeper:problem:vm-not-found"));
        assertThat(foreign.jsonPath().getString("detail").replace("machine 102 ", "machine 999 "))
                .isEqualTo(absent.jsonPath().getString("detail"));
        assertThat(foreign.jsonPath().getMap("$").keySet())
                .isEqualTo(absent.jsonPath().getMap("$").keySet());
        alice().get("/api/vms/" + b + "/101").then().statusCode(404);
        alice().get("/api/vms/no-such-cluster/101").then().statusCode(404);
        alice().get("/api/vms/" + a + "/101").then().statusCode(200).body("vmid", equalTo(101));
        admin().get("/api/vms/" + a + "/102").then().statusCode(200);
    }

    @Test
    void an_unchanged_page_is_not_sent_twice() {
        Response first = alice().get("/api/vms");
        String tag = first.header("ETag");

        first.then()
                .header("ETag", startsWith("W/\""))
                .header("Cache-Control", "private, no-cache")
                .header("Vary", "Authorization, Cookie, Accept-Encoding")
                .header("Labkeeper-Source", "view")
                .header("Labkeeper-Age", Integer::parseInt, org.hamcrest.Matchers.lessThan(60));
        for (String condition : List.of(tag, tag.substring(2), "\"other\", " + tag, "*")) {
            alice().header("If-None-Match", condition)
                    .get("/api/vms")
                    .then()
                    .statusCode(304)
                    .header("ETag", tag)
                    .body(equalTo(""));
        }
        alice().header("If-None-Match", "\"other\"").get("/api/vms").then().statusCode(200);
        assertThat(admin().get("/api/vms").header("ETag")).isNotEqualTo(tag);
        alice().head("/api/vms")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("ETag", tag)
                .header("Labkeeper-Revision", first.header("Labkeeper-Revision"));
    }

    @Test
    void a_list_that_was_ready_cannot_be_told_from_one_that_was_made_for_this_request() {
        alice().get("/api/vms");
        double before = registry.counter("labkeeper.view.ready.lists").count();

        Response ready = alice().get("/api/vms");
        Response made = alice().get("/api/vms?unknown=1");

        assertThat(lasting(ready)).isEqualTo(lasting(made));
        assertThat(ready.asString()).isEqualTo(made.asString());
        assertThat(ready.header("X-Correlation-Id")).isNotBlank();
        assertThat(registry.counter("labkeeper.view.ready.lists").count()).isEqualTo(before + 1);
        String tag = ready.header("ETag");
        assertThat(lasting(alice().header("If-None-Match", tag).get("/api/vms")))
                .isEqualTo(lasting(alice().header("If-None-Match", tag).get("/api/vms?unknown=1")));
    }

    /** The headers that two answers within a moment have in common. */
    private static Map<String, String> lasting(Response answer) {
        return answer.headers().asList().stream()
                .filter(header -> !Set.of("X-Correlation-Id", "Labkeeper-Age").contains(header.getName()))
                .collect(Collectors.toMap(header -> header.getName().toLowerCase(Locale.ROOT), Header::getValue));
    }

    @Test
    void a_large_list_says_the_same_compressed_and_is_kept_no_longer_than_it_is_true() throws Exception {
        VmRecord[] many = IntStream.range(101, 401)
                .mapToObj(vmid -> Vms.running(a + "/" + vmid))
                .toArray(VmRecord[]::new);
        hold(Views.tended(a, 2, many));
        await().atMost(SETTLED).until(() -> admin().get("/api/vms").jsonPath().getInt("total") == 302);

        HttpResponse<byte[]> plain = fetched(HTTP_1_1, "identity");
        assertThat(plain.headers().firstValue("Content-Encoding").orElse("identity"))
                .isEqualTo("identity");
        for (String[] lines :
                List.of(new String[] {"br, gzip;q=0.5"}, new String[] {"*"}, new String[] {"br", "gzip"})) {
            saysTheSame(fetched(HTTP_1_1, lines), plain);
        }
        // Over HTTP/2 the server would compress once more what says that it is compressed.
        saysTheSame(fetched(HTTP_2, "gzip"), plain);
        assertThat(fetched(HTTP_1_1, "deflate").body())
                .as("a large one in another format would hold up the event loop")
                .isEqualTo(plain.body());

        hold(Views.tended(a, 3, Vms.stopped(a + "/101")));
        await().atMost(SETTLED).untilAsserted(() -> assertThat(keys(admin(), "/api/vms"))
                .containsExactly(a + "/101", b + "/101", b + "/102"));
        alice().get("/api/vms").then().body("vms[0].status", equalTo("stopped"));
    }

    /** All that an administrator sees, as it comes over the wire: the usual client of these tests adds a header of its own. */
    private static HttpResponse<byte[]> fetched(HttpClient.Version version, String... acceptEncoding) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + "/api/vms"))
                .timeout(SETTLED)
                .header("Authorization", "Bearer " + TestIssuer.token("root", "admin"));
        for (String line : acceptEncoding) {
            request.header("Accept-Encoding", line);
        }
        return HttpClient.newBuilder()
                .version(version)
                .build()
                .send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void saysTheSame(HttpResponse<byte[]> compressed, HttpResponse<byte[]> plain) throws Exception {
        assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(compressed.headers().firstValue("ETag"))
                .isEqualTo(plain.headers().firstValue("ETag"));
        assertThat(compressed.headers().firstValue("Labkeeper-Revision"))
                .isEqualTo(plain.headers().firstValue("Labkeeper-Revision"));
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
                .isEqualTo(plain.body());
    }

    @Test
    void me_tells_name_roles_and_number_of_vms() {
        caller("alice", "user")
                .get("/api/me")
                .then()
                .statusCode(200)
                .body("user", equalTo("alice"))
                .body("roles", contains("user"))
                .body("is_admin", equalTo(false))
                .body("vm_count", equalTo(2));
        caller("bob").get("/api/me").then().body("roles", empty()).body("vm_count", equalTo(0));
    }

    @Test
    void an_open_action_shows_as_soon_as_it_is_announced() {
        announce(notice(ActionPhase.SUBMITTED, 3, null));

        await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> assertThat(first().getMap("pending_action"))
                .isEqualTo(Map.of("id", action, "action", "start", "state", "submitted")));
        assertThat(first().getString("status")).isEqualTo("stopped");
    }

    @Test
    void the_outcome_of_a_success_shows_until_an_observation_made_after_it() {
        announce(notice(ActionPhase.SUCCEEDED, 5, VmStatus.RUNNING));

        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(first().getString("status")).isEqualTo("running"));
        assertThat(first().getMap("$")).containsEntry("pending_action", null);
        assertThat(keys(admin(), "/api/vms?status=running")).contains(a + "/102");
        assertThat(keys(admin(), "/api/vms?status=stopped")).doesNotContain(a + "/102");

        put(2, withConfirmation(Vms.stopped(a + "/102"), null));
        await().during(Duration.ofMillis(500))
                .atMost(SETTLED)
                .untilAsserted(() -> assertThat(first().getString("status")).isEqualTo("running"));

        put(3, withConfirmation(Vms.stopped(a + "/102"), action));
        await().atMost(SETTLED)
                .untilAsserted(() -> assertThat(first().getString("status")).isEqualTo("stopped"));
    }

    @Test
    void a_cluster_that_nobody_reads_any_more_is_shown_as_stale() {
        ClusterInventory old = Views.at(
                Views.tended(a, 2, Vms.running(a + "/101")), clock.now().minusSeconds(600));
        Vms.store(old);
        redis.replace(old).await().atMost(Duration.ofSeconds(5));

        await().atMost(SETTLED).untilAsserted(() -> {
            JsonPath page = alice().get("/api/vms").jsonPath();
            assertThat(page.getBoolean("stale")).isTrue();
            assertThat(page.getString("vms[0].stale_reason")).isEqualTo("worker_behind");
            assertThat(page.getBoolean("vms[1].stale")).isFalse();
        });
    }

    @Test
    void with_both_stores_frozen_the_list_is_still_there_at_once() {
        Stores.redisProxy().hang();
        Stores.postgresProxy().hang();

        alice().get("/api/vms")
                .then()
                .statusCode(200)
                .body("total", equalTo(2))
                .time(org.hamcrest.Matchers.lessThan(2_000L));
        alice().get("/api/vms/" + a + "/101")
                .then()
                .statusCode(200)
                .body("actions", equalTo(null))
                .time(org.hamcrest.Matchers.lessThan(3_000L));
    }

    private JsonPath first() {
        Response answer = admin().get("/api/vms/" + a + "/102");
        return answer.then().statusCode(200).extract().jsonPath();
    }

    private void announce(ActionNotice notice) {
        Stores.redis(
                Command.PUBLISH, "labkeeper:feed", new FeedMessage.ActionChanged(notice).toJson("action-service-1"));
    }

    /** With a time of its own, so that the table, which knows nothing of it, does not take it away during the test. */
    private ActionNotice notice(ActionPhase phase, long version, VmStatus outcome) {
        return new ActionNotice(
                action,
                a,
                102,
                ActionKind.START,
                phase,
                version,
                outcome,
                clock.now().plusSeconds(20));
    }

    private void put(long revision, VmRecord changed) {
        ClusterInventory inventory = Views.tended(a, revision, Vms.running(a + "/101"), changed);
        Vms.store(inventory);
        redis.replace(inventory).await().atMost(Duration.ofSeconds(5));
        await().atMost(SETTLED)
                .until(() -> view.moment().clusters().get(a).revision().number() == revision);
    }

    private static VmRecord withConfirmation(VmRecord record, String confirmed) {
        VmRecord.Internal was = record.internal();
        return new VmRecord(
                record.revision(),
                record.vm(),
                new VmRecord.Internal(
                        was.birth(),
                        was.bootTime(),
                        was.rawStatus(),
                        Instant.now(),
                        VmRecord.ObservedSource.CURRENT,
                        confirmed,
                        null,
                        null,
                        was.addresses(),
                        was.macs(),
                        null,
                        false));
    }

    private static VmRecord template(VmRecord record) {
        Vm vm = record.vm();
        Vm template = new Vm(
                vm.clusterId(),
                vm.vmid(),
                vm.name(),
                vm.node(),
                vm.status(),
                vm.ip(),
                vm.ipSource(),
                vm.ipUpdatedAt(),
                vm.mac(),
                vm.type(),
                vm.category(),
                vm.memory(),
                vm.cores(),
                vm.diskSize(),
                true,
                vm.tags(),
                vm.lock(),
                vm.rdpAvailable(),
                vm.sshAvailable(),
                vm.lastUpdated(),
                vm.syncError());
        return new VmRecord(record.revision(), template, record.internal());
    }

    private void hold(ClusterInventory... inventories) {
        for (ClusterInventory inventory : inventories) {
            Vms.store(inventory);
            redis.replace(inventory).await().atMost(Duration.ofSeconds(5));
        }
        await().atMost(SETTLED)
                .until(() -> view.ready()
                        && view.moment().clusters().keySet().equals(Set.of(a, b))
                        && view.moment().clusters().values().stream()
                                .allMatch(cluster -> cluster.metrics().seq() > 0));
    }

    private static List<String> keys(RequestSpecification caller, String path) {
        JsonPath page = caller.get(path).then().statusCode(200).extract().jsonPath();
        List<String> clusters = page.getList("vms.cluster_id", String.class);
        List<Integer> vmids = page.getList("vms.vmid", Integer.class);
        return java.util.stream.IntStream.range(0, vmids.size())
                .mapToObj(i -> clusters.get(i) + "/" + vmids.get(i))
                .toList();
    }

    private static RequestSpecification alice() {
        return caller("alice", "user");
    }

    private static RequestSpecification admin() {
        return caller("root", "admin");
    }

    private static RequestSpecification caller(String name, String... roles) {
        return given().header("Authorization", "Bearer " + TestIssuer.token(name, roles));
    }
}
