package io.labkeeper.lab.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway of docker-compose.yml sends every path where the lab's own gateway sends it. */
class ComposeGatewayTest {
    private static final Pattern ROUTE = Pattern.compile("(?m)^ +\"~(\\^/\\S+)\" +([a-z-]+);$");

    private final Map<Pattern, String> routes = new LinkedHashMap<>();

    ComposeGatewayTest() throws Exception {
        ROUTE.matcher(Files.readString(Path.of("../docker/gateway.conf")))
                .results()
                .forEach(route -> routes.put(Pattern.compile(route.group(1)), route.group(2)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/vms",
                "/api/vms/lab-a/100",
                "/api/vms/events",
                "/api/clusters",
                "/api/cache/stats",
                "/api/me",
                "/api/sync/stats",
                "/api/sync/health",
                "/api/sync/status",
                "/api/sync/trigger",
                "/api/sync/cleanup",
                "/api/sync/other",
                "/api/vm/105/status",
                "/api/vm/105/ip",
                "/api/vm/105/start",
                "/api/vm/105",
                "/api/actions",
                "/api/actions/01a1fbe2",
                "/api/schedules/1",
                "/api/assignments",
                "/api/classes/x/members",
                "/api/audit",
                "/api",
                "/api/",
                "/api/vmsx",
                "/apix/vms",
                "/",
                "/assets/0123/index.js",
                "/machines/lab-a/100",
                "/classes",
                "/assetsx",
                "/Machines",
                "/login",
                "//api/vms",
                "/api//vms",
                "/API/vms",
                "/api/%76ms",
                "/q/metrics",
                "/api/actionsandmore"
            })
    void as_the_lab_does(String path) {
        Optional<String> service = ConsolePaths.include(HttpMethod.GET, path)
                ? Optional.of(RouteTable.INVENTORY)
                : RouteTable.serviceFor(path);
        assertThat(route(path)).isEqualTo(service);
        assertThat(route(path + "?a=/api/vms")).isEqualTo(service);
    }

    private Optional<String> route(String uri) {
        return routes.entrySet().stream()
                .filter(route -> route.getKey().matcher(uri).find())
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
