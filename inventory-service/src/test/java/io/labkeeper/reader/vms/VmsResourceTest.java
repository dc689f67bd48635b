package io.labkeeper.reader.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.ownership.Ownership;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On which thread lists are made: what takes long must not hold up an event loop, and what does not must not wait for a worker. */
class VmsResourceTest {
    private static final SecurityIdentity ADMIN = QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal("root"))
            .addRole("admin")
            .build();

    private final DatabaseClock clock = new DatabaseClock();
    private final InventoryView view = new InventoryView(clock);
    private final Inventory inventory = new Inventory(view);
    private final ViewWaits waits = new ViewWaits(view);
    private final VmsResource resource = new VmsResource(
            inventory,
            null,
            new LiveRefresh(view, null, null, waits, clock, null),
            new FirstCluster(view, waits, null),
            new ReadyPages(inventory),
            ADMIN);

    @Test
    void a_long_list_is_made_aside_and_given_at_once_when_it_is_ready() {
        hold(1_001);

        assertThat(madeHere("fields", "vmid")).isFalse();
        assertThat(madeHere("search", "nothing like it")).isFalse();
        assertThat(madeHere()).isFalse();
        assertThat(madeHere()).as("ready by now").isTrue();
    }

    @Test
    void a_short_one_is_made_at_once() {
        hold(20);

        assertThat(madeHere("fields", "vmid")).isTrue();
        assertThat(madeHere()).isTrue();
    }

    private void hold(int vms) {
        Views.own(view, Ownership.NONE);
        Views.put(
                view,
                Views.tended(
                        "lab-a",
                        1,
                        IntStream.rangeClosed(1, vms)
                                .mapToObj(i -> Vms.running("lab-a/" + (100 + i)))
                                .toArray(VmRecord[]::new)));
    }

    private boolean madeHere(String... parameter) {
        Thread made = resource.list(uri(parameter), request(parameter), null)
                .map(answer -> Thread.currentThread())
                .await()
                .atMost(Duration.ofSeconds(30));
        return made == Thread.currentThread();
    }

    private static UriInfo uri(String... parameter) {
        MultivaluedHashMap<String, String> given = new MultivaluedHashMap<>();
        if (parameter.length > 0) {
            given.add(parameter[0], parameter[1]);
        }
        return answering(UriInfo.class, Map.of("getQueryParameters", given));
    }

    private static HttpServerRequest request(String... parameter) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        HttpServerResponse response = answering(HttpServerResponse.class, Map.of("headers", headers));
        Map<String, Object> answers =
                new HashMap<>(Map.of("headers", headers, "response", response, "version", HttpVersion.HTTP_1_1));
        answers.put("query", parameter.length == 0 ? null : String.join("=", parameter));
        return answering(HttpServerRequest.class, answers);
    }

    /** @param answers by name of the method */
    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    if (!answers.containsKey(method.getName())) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return answers.get(method.getName());
                }));
    }
}
