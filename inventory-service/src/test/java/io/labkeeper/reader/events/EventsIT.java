package io.labkeeper.reader.events;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedSubscriber;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.reader.view.Clusters;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client of {@code /api/vms/events} is told. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class EventsIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TestHTTPResource("/api/vms/events")
    URI uri;

    @Inject
    InventoryView view;

    @Inject
    RedisInventory redis;

    @Inject
    FeedSubscriber feed;

    @Inject
    DatabaseClock clock;

    private final String id = Clusters.fresh();
    private final List<SseClient> open = new ArrayList<>();
    private int revision = 1;

    @BeforeEach
    void alice_has_101_and_bob_has_102() {
        Stores.empty();
        await().atMost(SOON).until(feed::trusted);
        assign("alice", 101, "bob", 102);
        hold(Vms.running(id + "/101"), Vms.running(id + "/102"), Vms.running(id + "/103"));
        await().atMost(SOON).until(() -> owns("alice", 101) && owns("bob", 102));
    }

    @AfterEach
    void close() {
        open.forEach(SseClient::close);
    }

    @Test
    void a_stream_begins_with_the_list_as_it_is() {
        SseClient client = alice();
        await().atMost(SOON).until(() -> !client.events().isEmpty());

        assertThat(client.status()).isEqualTo(200);
        assertThat(client.headers().firstValue("Content-Type")).hasValue("text/event-stream;charset=UTF-8");
        assertThat(client.headers().firstValue("X-Accel-Buffering")).hasValue("no");
        assertThat(client.headers().firstValue("Cache-Control")).hasValue("private, no-cache");
        assertThat(Integer.parseInt(client.retry())).isBetween(2_000, 4_000);
        SseClient.Event first = client.events().get(0);
        assertThat(first.name()).isEqualTo("snapshot");
        JsonPath list =
                given().header("Authorization", bearer("alice")).get("/api/vms").jsonPath();
        assertThat(first.json().getMap("$")).isEqualTo(list.getMap("$"));
        assertThat(first.id()).contains(id + "=1.1");
    }

    @Test
    void each_is_told_of_changes_of_their_own_and_administrators_of_all() {
        SseClient alice = alice();
        SseClient bob = client("Authorization", bearer("bob"));
        SseClient admin = client("Authorization", bearer("root", "admin"));
        begun(alice, bob, admin);

        hold(Vms.running(id + "/101"), Vms.stopped(id + "/102"), Vms.running(id + "/103"));
        await().atMost(SOON).until(() -> !bob.events("change").isEmpty());
        hold(Vms.stopped(id + "/101"), Vms.stopped(id + "/102"), Vms.running(id + "/103"));
        await().atMost(SOON).until(() -> !alice.events("change").isEmpty());
        await().atMost(SOON).until(() -> upserts(admin).size() == 2);

        assertThat(upserts(alice)).containsExactly("101 stopped");
        assertThat(upserts(bob)).containsExactly("102 stopped");
        assertThat(upserts(admin)).containsExactly("102 stopped", "101 stopped");
        assertThat(alice.events("change").get(0).id()).contains(id + "=1.3");
        JsonPath upsert = alice.events("change").get(0).json();
        JsonPath one =
                given().header("Authorization", bearer("alice")).get("/api/vms").jsonPath();
        assertThat(upsert.getMap("upserts[0]")).isEqualTo(one.getMap("vms[0]"));
    }

    @Test
    void what_is_gone_is_removed_for_those_who_had_it() {
        SseClient alice = alice();
        SseClient admin = client("Authorization", bearer("root", "admin"));
        begun(alice, admin);

        hold(Vms.running(id + "/101"), Vms.running(id + "/103"));
        await().atMost(SOON).until(() -> removals(admin).equals(List.of(102)));
        hold(Vms.running(id + "/103"));

        await().atMost(SOON).until(() -> removals(alice).equals(List.of(101)));
        assertThat(removals(admin)).containsExactly(102, 101);
        assertThat(alice.events("change").get(0).json().getMap("removals[0]"))
                .isEqualTo(Map.of("cluster_id", id, "vmid", 101));
    }

    @Test
    void a_change_of_assignments_changes_what_is_shown() {
        SseClient alice = alice();
        begun(alice);

        assign("alice", 103, "bob", 101);

        await().atMost(SOON).until(() -> removals(alice).equals(List.of(101)));
        assertThat(upserts(alice)).containsExactly("103 running");
        hold(Vms.stopped(id + "/101"), Vms.running(id + "/102"), Vms.stopped(id + "/103"));
        await().atMost(SOON).until(() -> upserts(alice).size() == 2);
        assertThat(upserts(alice)).containsExactly("103 running", "103 stopped");
    }

    @Test
    void a_new_machine_with_an_old_number_is_not_its_former_owner_s() {
        SseClient alice = alice();
        begun(alice);

        hold(reborn(Vms.running(id + "/101")), Vms.running(id + "/102"));

        await().atMost(SOON).until(() -> removals(alice).equals(List.of(101)));
        assertThat(upserts(alice)).isEmpty();
    }

    @Test
    void figures_come_as_metrics_and_are_no_change() {
        SseClient alice = alice();
        SseClient admin = client("Authorization", bearer("root", "admin"));
        begun(alice, admin);

        ClusterInventory measured = Views.withMetrics(
                Views.tended(
                        id, revision - 1, Vms.running(id + "/101"), Vms.running(id + "/102"), Vms.running(id + "/103")),
                7,
                77.7);
        redis.describe(measured.head(), measured.metrics()).await().atMost(SOON);

        await().atMost(SOON).until(() -> !alice.events("metrics").isEmpty());
        await().atMost(SOON).until(() -> !admin.events("metrics").isEmpty());
        JsonPath told = alice.events("metrics").get(0).json();
        assertThat(told.getList("metrics.vmid", Integer.class)).containsExactly(101);
        assertThat(told.getDouble("metrics[0].cpu_usage")).isEqualTo(77.7);
        assertThat(told.getInt("metrics[0].uptime")).isEqualTo(60);
        assertThat(admin.events("metrics").get(0).json().getList("metrics.vmid", Integer.class))
                .containsExactly(101, 102, 103);
        assertThat(alice.events("change")).isEmpty();
    }

    @Test
    void an_action_is_told_to_those_who_see_the_machine() {
        SseClient alice = alice();
        SseClient bob = client("Authorization", bearer("bob"));
        begun(alice, bob);

        String action = action(102);
        announce(action, 102, ActionPhase.SUBMITTED, 3);
        await().atMost(SOON).until(() -> !bob.events("action").isEmpty());
        String other = action(101);
        announce(other, 101, ActionPhase.SUBMITTED, 3);
        await().atMost(SOON).until(() -> !alice.events("action").isEmpty());

        assertThat(bob.events("action").get(0).json().getMap("$"))
                .containsEntry("id", action)
                .containsEntry("cluster_id", id)
                .containsEntry("vmid", 102)
                .containsEntry("action", "start")
                .containsEntry("state", "submitted");
        assertThat(bob.events("change").get(0).json().getString("upserts[0].pending_action.id"))
                .isEqualTo(action);
        assertThat(alice.events("action")).hasSize(1);
    }

    @Test
    void who_comes_again_with_the_id_of_now_goes_on_and_with_any_other_begins_anew() {
        // The id tells of all clusters and actions: clusters and open actions of a former test must have gone before it
        // is taken.
        await().atMost(Duration.ofSeconds(60))
                .until(() -> view.moment().clusters().keySet().equals(Set.of(id))
                        && view.moment().actions().all().stream()
                                .noneMatch(action -> action.state().open()));
        SseClient before = alice();
        begun(before);
        String now = before.lastId();
        before.close();

        SseClient goesOn = client("Authorization", bearer("alice"), "Last-Event-ID", now);
        await().atMost(SOON).until(() -> goesOn.comments() > 0);
        hold(Vms.stopped(id + "/101"), Vms.running(id + "/102"), Vms.running(id + "/103"));
        await().atMost(SOON).until(() -> !goesOn.events().isEmpty());
        assertThat(goesOn.events("snapshot")).isEmpty();
        assertThat(upserts(goesOn)).containsExactly("101 stopped");

        for (String other : List.of(now, "", "x".repeat(1_000), "-1", id + "=1.999999999999999999999")) {
            SseClient anew = client("Authorization", bearer("alice"), "Last-Event-ID", other);
            begun(anew);
            assertThat(anew.events("snapshot")).hasSize(1);
            anew.close();
        }
        SseClient another = client("Authorization", bearer("bob"), "Last-Event-ID", goesOn.lastId());
        begun(another);
    }

    @Test
    void a_comment_comes_when_nothing_else_does() {
        SseClient alice = alice();
        begun(alice);

        await().atMost(SOON).until(() -> alice.comments() >= 3);
    }

    @Test
    void a_stream_ends_with_its_token() {
        SseClient alice = client("Authorization", "Bearer " + TestIssuer.shortLived("alice", Duration.ofSeconds(2)));
        begun(alice);

        await().atMost(SOON).until(alice::ended);
        assertThat(alice.broken()).isNull();
    }

    @Test
    void a_browser_s_cookie_opens_one_and_what_it_accepts_does_not_matter() {
        SseClient client =
                client("Cookie", "labkeeper=" + TestIssuer.token("alice"), "Accept-Encoding", "gzip, deflate, br");

        begun(client);
        assertThat(client.events("snapshot").get(0).json().getList("vms.vmid", Integer.class))
                .containsExactly(101);
    }

    @Test
    void without_good_credentials_there_is_none() {
        given().get("/api/vms/events").then().statusCode(401).contentType("application/problem+json");
        given().header("Authorization", "Bearer " + TestIssuer.expired("alice"))
                .get("/api/vms/events")
                .then()
                .statusCode(401);
        given().header("Authorization", "Bearer " + TestIssuer.withWrongAudience("alice"))
                .get("/api/vms/events")
                .then()
                .statusCode(401);
        given().get("/api/vms/events?access_token=" + TestIssuer.token("alice"))
                .then()
                .statusCode(401);
    }

    @Test
    void a_user_has_ten_and_no_more_until_one_is_closed() {
        SseClient first = client("Authorization", bearer("carla"));
        begun(first);
        for (int i = 2; i <= 10; i++) {
            begun(client("Authorization", bearer("carla")));
        }

        given().header("Authorization", bearer("carla"))
                .get("/api/vms/events")
                .then()
                .statusCode(429)
                .contentType("application/problem+json")
                .header("Retry-After", equalTo("5"))
                .body("type", equalTo("urn:labkeeper:problem:too-many-requests"));
        begun(client("Authorization", bearer("bob")));
        first.close();
        await().atMost(SOON)
                .until(() -> client("Authorization", bearer("carla")).status() == 200);
    }

    private SseClient alice() {
        return client("Authorization", bearer("alice"));
    }

    private SseClient client(String... headers) {
        SseClient client = SseClient.open(uri, headers);
        open.add(client);
        return client;
    }

    private static void begun(SseClient... clients) {
        for (SseClient client : clients) {
            await().atMost(SOON).until(() -> !client.events("snapshot").isEmpty());
        }
    }

    /** Of this test's cluster, as those of others come and go. */
    private List<String> upserts(SseClient client) {
        return told(client, "upserts")
                .map(vm -> vm.get("vmid") + " " + vm.get("status"))
                .toList();
    }

    private List<Integer> removals(SseClient client) {
        return told(client, "removals").map(vm -> (Integer) vm.get("vmid")).toList();
    }

    private Stream<Map<String, Object>> told(SseClient client, String what) {
        return client.events("change").stream()
                .flatMap(event -> event.json().<Map<String, Object>>getList(what).stream())
                .filter(vm -> vm.get("cluster_id").equals(id));
    }

    private void hold(VmRecord... vms) {
        ClusterInventory inventory = Views.tended(id, revision, vms);
        Vms.store(inventory);
        redis.replace(inventory).await().atMost(SOON);
        long wanted = revision++;
        await().atMost(SOON)
                .until(() -> view.ready()
                        && view.moment().clusters().containsKey(id)
                        && view.moment().clusters().get(id).revision().number() == wanted);
    }

    private void assign(String one, int first, String other, int second) {
        Stores.sql("DELETE FROM vm_assignment");
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, username, birth) VALUES ('" + id + "', " + first
                + ", '"
                + one + "', 'birth-" + first + "'), ('" + id + "', " + second + ", '" + other + "', 'birth-" + second
                + "')");
        Stores.sql("UPDATE assignments_head SET revision = revision + 1");
        long revision = Long.parseLong(Stores.value("SELECT revision FROM assignments_head"));
        Stores.redis(
                Command.PUBLISH,
                "labkeeper:feed",
                new FeedMessage.AssignmentsChanged(revision).toJson("action-service-1"));
    }

    private boolean owns(String user, int vmid) {
        return view.moment().ownership().owns(user, Vms.running(id + "/" + vmid).key(), "birth-" + vmid);
    }

    private static VmRecord reborn(VmRecord record) {
        VmRecord.Internal was = record.internal();
        return new VmRecord(
                record.revision(),
                record.vm(),
                new VmRecord.Internal(
                        "another-birth",
                        was.bootTime(),
                        was.rawStatus(),
                        was.observedAt(),
                        was.observedSource(),
                        was.confirmedAction(),
                        was.staleReason(),
                        was.syncErrorDetail(),
                        was.addresses(),
                        was.macs(),
                        was.pool(),
                        was.ha()));
    }

    private static String action(int vmid) {
        return UUID.nameUUIDFromBytes((System.nanoTime() + "/" + vmid).getBytes())
                .toString();
    }

    private void announce(String action, int vmid, ActionPhase phase, long version) {
        ActionNotice notice = new ActionNotice(
                action,
                id,
                vmid,
                ActionKind.START,
                phase,
                version,
                null,
                clock.now().plusSeconds(20));
        Stores.redis(
                Command.PUBLISH, "labkeeper:feed", new FeedMessage.ActionChanged(notice).toJson("action-service-1"));
    }

    private static String bearer(String user, String... roles) {
        return "Bearer " + TestIssuer.token(user, roles);
    }
}
