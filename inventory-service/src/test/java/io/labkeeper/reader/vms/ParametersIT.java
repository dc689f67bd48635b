package io.labkeeper.reader.vms;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.Trouble;
import io.labkeeper.inventory.Vm;
import io.labkeeper.inventory.VmMetrics;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.reader.view.Clusters;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.labkeeper.testing.Vms;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.DecoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every parameter of {@code /api/vms}, with values that are good, bad, empty, huge and hostile. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParametersIT {
    private static final Duration SETTLED = Duration.ofSeconds(30);
    private static final String HUGE = "9".repeat(3_000);

    @TestHTTPResource
    URI uri;

    @TestHTTPResource(value = "", management = true)
    String management;

    @Inject
    InventoryView view;

    @Inject
    RedisInventory redis;

    private final String a = Clusters.fresh();
    private final String b = Clusters.fresh();

    @BeforeAll
    void two_clusters_with_five_machines_and_a_template() {
        Stores.empty();
        hold(measured(Views.tended(
                a,
                1,
                vm(a, 101, "Mail", "pve1", VmStatus.RUNNING, "qemu", "linux", "web"),
                vm(a, 102, "alpha", "pve2", VmStatus.STOPPED, "qemu", "windows", "db"),
                withError(vm(a, 104, "gamma", "pve1", VmStatus.RUNNING, "lxc", "linux", "web")),
                template(vm(a, 103, "golden", "pve1", VmStatus.STOPPED, "qemu", "linux", "web")))));
        hold(measured(Views.tended(
                b,
                1,
                vm(b, 101, "beta", "pve1", VmStatus.PAUSED, "qemu", "other", "db"),
                offline(vm(b, 105, "Delta", "pve9", VmStatus.UNKNOWN, "qemu", "linux", "x")))));
        Stores.sql("INSERT INTO lab_class (id, name) VALUES ('net1', 'Networks'), ('net2', 'Others')");
        Stores.sql("INSERT INTO class_member (class_id, username, role) VALUES ('net1', 'tina', 'teacher'),"
                + " ('net1', 'carol', 'member'), ('net1', 'bob', 'member'), ('net2', 'otto', 'teacher')");
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, username, class_id) VALUES ('" + a
                + "', 101, 'alice', NULL), ('" + a + "', 102, NULL, 'net1'), ('" + b + "', 101, 'bob', 'net1'), ('" + b
                + "', 105, 'tina', NULL), ('" + a + "', 104, NULL, 'net2')");
        Stores.sql("UPDATE assignments_head SET revision = revision + 1");
        await().atMost(SETTLED)
                .until(() -> view.ready()
                        && view.moment().clusters().keySet().equals(Set.of(a, b))
                        && !view.moment().ownership().assignedTo("alice").isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "search=MAIL | a101",
                "search=10.0.0.102 | a102",
                "search=105 | b105",
                "search=%25 | ''",
                "search=%27%20OR%201%3D1 | ''",
                "search=%00 | ''",
                "status=running | a101 a104",
                "status=paused&status=unknown | b101 b105",
                "node=pve1 | a101 a104 b101",
                "node=pve1&node=pve9 | a101 a104 b101 b105",
                "node=no-such-node | ''",
                "type=lxc | a104",
                "category=windows&category=other | a102 b101",
                "tag=db | a102 b101",
                "tag=db&tag=x | a102 b101 b105",
                "tag=no-such-tag | ''",
                "stale=true | b105",
                "stale=false | a101 a102 a104 b101 b105",
                "error=true | a104",
                "error=true&stale=true | ''",
                "templates=true&search=golden | a103",
                "owner=alice | a101",
                "owner=tina | a102 b101 b105",
                "owner=nobody | ''",
                "class=net1 | a102 b101",
                "class=net1&owner=bob | a102 b101",
                "class=no-such-class | ''",
                "type=qemu&status=stopped&node=pve2 | a102",
                "no_such_parameter=%00 | a101 a102 a104 b101 b105",
                "db=true | a101 a102 a104 b101 b105"
            })
    void it_narrows_the_list(String query, String expected) {
        assertThat(shown(admin(), query)).isEqualTo(expected.trim());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sort=name | a102 b101 b105 a104 a101",
                "sort=-name | a101 a104 b105 b101 a102",
                "sort=vmid | a101 b101 a102 a104 b105",
                "sort=-vmid | b105 a104 a102 a101 b101",
                "sort=status | b101 a101 a104 a102 b105",
                "sort=node | a101 a104 b101 a102 b105",
                "sort=cpu_usage | a101 b101 a102 b105 a104",
                "sort=-cpu_usage | b105 a102 a101 b101 a104",
                "sort=memory_usage | a101 b101 a102 b105 a104",
                "sort=-uptime | b105 a102 a101 b101 a104"
            })
    void it_orders_the_list_and_pages_follow_that_order(String query, String expected) {
        assertThat(shown(admin(), query)).isEqualTo(expected);
        for (int limit : new int[] {1, 2, 3, 5, 10_000}) {
            assertThat(allPages(query + "&limit=" + limit)).isEqualTo(expected);
        }
    }

    @Test
    void pages_tell_the_whole_and_the_last_has_no_next() {
        Response first = admin().get("/api/vms?limit=3");

        first.then().body("vms.size()", equalTo(3)).body("total", equalTo(5)).body("next", not(nullValue()));
        assertThat(allPages("limit=3")).isEqualTo("a101 a102 a104 b101 b105");
        admin().get("/api/vms?limit=5").then().body("next", nullValue());
        String second = "/api/vms?limit=3&cursor=" + first.jsonPath().getString("next");
        admin().get(second)
                .then()
                .body("vms.size()", equalTo(2))
                .body("total", equalTo(5))
                .body("next", nullValue());
    }

    @Test
    void fields_trim_each_machine() {
        JsonPath page = admin().get("/api/vms?fields=vmid,tags,sync_error,stale&search=gamma")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(page.getMap("vms[0]"))
                .isEqualTo(Map.of(
                        "vmid",
                        104,
                        "tags",
                        List.of("web"),
                        "sync_error",
                        Map.of("code", "agent_timeout", "message", "No answer."),
                        "stale",
                        false));
        assertThat(page.getMap("$")).containsKeys("mode", "stale", "is_admin", "total", "next");
        String whole = admin().get("/api/vms").header("ETag");
        String trimmed = admin().get("/api/vms?fields=vmid").header("ETag");
        assertThat(trimmed).isNotEqualTo(whole);
        admin().header("If-None-Match", trimmed)
                .get("/api/vms?fields=vmid")
                .then()
                .statusCode(304);
        assertThat(admin().get("/api/vms").jsonPath().getMap("vms[0]").keySet()).isEqualTo(Set.copyOf(VmFields.ALL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "search=",
                "search=%20",
                "cluster=",
                "status=",
                "status=RUNNING",
                "status=running&status=",
                "status=on",
                "node=",
                "type=vm",
                "category=mac",
                "tag=",
                "stale=yes",
                "stale=",
                "error=1",
                "templates=TRUE",
                "owner=",
                "class=",
                "sort=",
                "sort=-",
                "sort=ip",
                "sort=--name",
                "sort=name%3BDROP%20TABLE",
                "limit=",
                "limit=0",
                "limit=-1",
                "limit=10001",
                "limit=1.5",
                "limit=1e3",
                "limit=99999999999999999999",
                "limit=%D9%A3x",
                "cursor=",
                "cursor=not-a-cursor",
                "cursor=W10",
                "cursor=bnVsbA",
                "cursor=%00",
                "fields=",
                "fields=vmid,",
                "fields=password",
                "fields=vmid,__proto__",
                "live=",
                "live=maybe",
                "force_refresh=2"
            })
    void a_value_that_cannot_be_is_refused_and_named(String query) {
        String parameter = query.substring(0, query.indexOf('='));

        admin().urlEncodingEnabled(false)
                .get("/api/vms?" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:labkeeper:problem:invalid-parameter"))
                .body("detail", containsString(parameter));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "search",
                "cluster",
                "status",
                "node",
                "type",
                "category",
                "tag",
                "stale",
                "error",
                "owner",
                "class",
                "templates",
                "sort",
                "limit",
                "cursor",
                "fields",
                "live",
                "force_refresh"
            })
    void a_huge_value_is_refused_and_not_sent_back_whole(String parameter) {
        Response answer = admin().get("/api/vms?" + parameter + "=" + HUGE);

        answer.then().statusCode(400).body("detail", containsString(parameter));
        assertThat(answer.asString().length()).isLessThan(2_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"search=%zz", "search=%", "search=%C3", "%zz=1", "&&&", "=", "search"})
    void what_is_no_proper_query_is_no_fault_of_ours(String query) throws IOException {
        assertThat(statusOf("/api/vms?" + query)).isIn("200", "400");
    }

    /** By hand, since no client sends this. */
    private String statusOf(String path) throws IOException {
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nAuthorization: Bearer "
                    + TestIssuer.token("root", "admin") + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.split(" ", 3)[1];
        }
    }

    @Test
    void a_cursor_of_another_order_is_refused() {
        String next = admin().get("/api/vms?limit=1&sort=name").jsonPath().getString("next");

        admin().get("/api/vms?limit=1&cursor=" + next).then().statusCode(400).body("detail", containsString("sort"));
    }

    @Test
    void whose_a_machine_is_may_be_asked_by_teachers_within_their_classes_and_by_ordinary_users_not_at_all() {
        assertThat(shown(caller("tina"), "stale=false")).isEqualTo("a102 b101 b105");
        assertThat(shown(caller("tina"), "class=net1")).isEqualTo("a102 b101");
        assertThat(shown(caller("tina"), "owner=bob")).isEqualTo("a102 b101");
        assertThat(shown(caller("tina"), "owner=carol")).isEqualTo("a102");
        assertThat(shown(caller("tina"), "owner=tina")).isEqualTo("a102 b101");
        assertThat(shown(caller("tina"), "class=net2")).isEmpty();
        assertThat(shown(caller("tina"), "owner=alice")).isEmpty();
        assertThat(shown(caller("op", "operator"), "owner=alice")).isEqualTo("a101");
        for (String query : List.of("owner=alice", "owner=bob", "class=net1")) {
            caller("alice")
                    .get("/api/vms?" + query)
                    .then()
                    .statusCode(403)
                    .contentType("application/problem+json")
                    .body("detail", containsString(query.substring(0, query.indexOf('='))));
        }
    }

    @Test
    void it_is_compressed_when_asked_for() {
        RestAssuredConfig raw = RestAssuredConfig.config()
                .decoderConfig(DecoderConfig.decoderConfig().noContentDecoders());

        admin().config(raw)
                .header("Accept-Encoding", "gzip")
                .get("/api/vms")
                .then()
                .statusCode(200)
                .header("Content-Encoding", "gzip")
                .header("Vary", containsString("Accept-Encoding"));
        assertThat(admin().config(raw).get("/api/vms").header("Content-Encoding"))
                .isIn(null, "identity");
    }

    @Test
    void the_service_describes_what_it_takes() {
        given().accept("application/json")
                .get(management.replaceFirst("(/q)?/?$", "/q/openapi"))
                .then()
                .statusCode(200)
                .body(
                        "paths.'/api/vms'.get.parameters.name",
                        hasItems("owner", "class", "sort", "cursor", "fields", "live"))
                .body("paths", hasKey("/api/vms/events"))
                .body("paths", hasKey("/api/vm/{vmid}/status"));
    }

    private String allPages(String query) {
        List<String> shown = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = page(admin(), query + cursor);
            shown.add(shown(page));
            String next = page.getString("next");
            cursor = next == null ? null : "&cursor=" + next;
        }
        return String.join(" ", shown);
    }

    private String shown(RequestSpecification caller, String query) {
        return shown(page(caller, query));
    }

    private static JsonPath page(RequestSpecification caller, String query) {
        return caller.urlEncodingEnabled(false)
                .get("/api/vms?" + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private String shown(JsonPath page) {
        List<String> clusters = page.getList("vms.cluster_id", String.class);
        List<Integer> vmids = page.getList("vms.vmid", Integer.class);
        return String.join(
                " ",
                IntStream.range(0, vmids.size())
                        .mapToObj(i -> (clusters.get(i).equals(a) ? "a" : "b") + vmids.get(i))
                        .toList());
    }

    private static RequestSpecification admin() {
        return caller("root", "admin");
    }

    private static RequestSpecification caller(String name, String... roles) {
        return given().header("Authorization", "Bearer " + TestIssuer.token(name, roles));
    }

    private void hold(ClusterInventory inventory) {
        Vms.store(inventory);
        redis.replace(inventory).await().atMost(Duration.ofSeconds(5));
    }

    /** A machine with a greater number is busier, and of one there are no figures. */
    private static ClusterInventory measured(ClusterInventory inventory) {
        Map<Integer, VmMetrics> metrics = new java.util.TreeMap<>();
        inventory.vms().keySet().stream()
                .filter(vmid -> vmid != 104)
                .forEach(vmid -> metrics.put(vmid, new VmMetrics(vmid * 10L, vmid / 2.0, vmid / 3.0)));
        return new ClusterInventory(
                inventory.head(),
                inventory.vms(),
                new ClusterMetrics(inventory.head().metricsSeq(), Vms.SEEN, metrics));
    }

    private static VmRecord vm(
            String cluster,
            int vmid,
            String name,
            String node,
            VmStatus status,
            String type,
            String category,
            String tag) {
        VmRecord record = Vms.withStatus(cluster + "/" + vmid, status);
        Vm vm = record.vm();
        Vm other = new Vm(
                cluster,
                vmid,
                name,
                node,
                status,
                vm.ip(),
                vm.ipSource(),
                vm.ipUpdatedAt(),
                vm.mac(),
                type,
                category,
                vm.memory(),
                vm.cores(),
                vm.diskSize(),
                false,
                List.of(tag),
                null,
                false,
                true,
                vm.lastUpdated(),
                null);
        return new VmRecord(record.revision(), other, record.internal());
    }

    private static VmRecord withError(VmRecord record) {
        return changed(record, false, new Trouble("agent_timeout", "No answer."));
    }

    private static VmRecord template(VmRecord record) {
        return changed(record, true, null);
    }

    private static VmRecord changed(VmRecord record, boolean template, Trouble error) {
        Vm vm = record.vm();
        Vm other = new Vm(
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
                template,
                vm.tags(),
                vm.lock(),
                vm.rdpAvailable(),
                vm.sshAvailable(),
                vm.lastUpdated(),
                error);
        return new VmRecord(record.revision(), other, record.internal());
    }

    private static VmRecord offline(VmRecord record) {
        VmRecord.Internal was = record.internal();
        return new VmRecord(
                record.revision(),
                record.vm(),
                new VmRecord.Internal(
                        was.birth(),
                        was.bootTime(),
                        was.rawStatus(),
                        was.observedAt(),
                        was.observedSource(),
                        null,
                        "node_offline",
                        null,
                        was.addresses(),
                        was.macs(),
                        null,
                        false));
    }
}
