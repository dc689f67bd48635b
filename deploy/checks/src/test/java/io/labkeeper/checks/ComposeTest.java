package io.labkeeper.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** There may be no Docker where this is built, so what can be known without it is looked at. */
class ComposeTest {
    private static final List<String> OURS = List.of("sync-worker", "inventory-service", "action-service");
    private static final Pattern INTERPOLATED = Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)(:-[^}]*)?}");

    private final String text = Checkout.text("docker-compose.yml");
    private final JsonNode file = Checkout.yaml("docker-compose.yml");
    private final JsonNode services = file.get("services");

    @Test
    void any_number_of_replicas_can_run() {
        for (String name : OURS) {
            JsonNode service = services.get(name);
            assertThat(service.has("ports")).as(name + " has a fixed port").isFalse();
        }
        services.forEach(service -> {
            assertThat(service.has("container_name")).isFalse();
            assertThat(service.has("hostname")).isFalse();
        });
    }

    @Test
    void only_the_gateway_and_the_demo_are_reachable_from_outside_and_only_from_this_machine_unless_told() {
        assertThat(names(services).filter(name -> services.get(name).has("ports")))
                .containsExactlyInAnyOrder("gateway", "demo");
        assertThat(services.at("/gateway/ports/0").asText()).startsWith("${GATEWAY_ADDRESS:-127.0.0.1}:");
        assertThat(services.at("/demo/ports/0").asText()).startsWith("127.0.0.1:");
        assertThat(services.at("/demo/profiles/0").asText()).isEqualTo("demo");
    }

    @Test
    void every_variable_of_a_service_is_a_setting() {
        Set<String> known = Variables.known();

        for (String name : OURS) {
            JsonNode environment = services.get(name).get("environment");
            assertThat(names(environment)).as(name).isNotEmpty().allSatisfy(variable -> assertThat(known)
                    .contains(variable));
        }
    }

    @Test
    void no_secret_is_in_an_environment_and_each_service_sees_its_own_only() {
        services.properties().forEach(service -> names(service.getValue().path("environment"))
                .filter(variable -> variable.contains("PASSWORD") || variable.equals("REDIS_URL"))
                .forEach(variable -> assertThat(variable).endsWith("_FILE")));
        for (String name : OURS) {
            List<String> mounted = texts(services.get(name).get("volumes"))
                    .filter(volume -> volume.startsWith("secrets-"))
                    .toList();
            assertThat(mounted)
                    .containsExactly("secrets-" + name.replaceAll("^sync-|-service$", "") + ":/run/secrets:ro");
        }
    }

    @Test
    void what_others_wait_for_has_a_way_to_tell_and_exists() {
        services.properties().forEach(service -> service.getValue()
                .path("depends_on")
                .properties()
                .forEach(needed -> {
                    JsonNode other = services.get(needed.getKey());
                    assertThat(other).as(needed.getKey()).isNotNull();
                    String condition = needed.getValue().get("condition").asText();
                    // Our own images bring their health check with them.
                    if (condition.equals("service_healthy") && !OURS.contains(needed.getKey())) {
                        assertThat(other.has("healthcheck")).as(needed.getKey()).isTrue();
                    }
                    if (other.has("profiles")) {
                        assertThat(needed.getValue().path("required").asBoolean(true))
                                .isFalse();
                    }
                }));
    }

    @Test
    void networks_and_volumes_are_declared_and_the_readers_have_no_way_to_proxmox() {
        Set<String> volumes = names(file.get("volumes")).collect(Collectors.toCollection(TreeSet::new));
        Set<String> networks = names(file.get("networks")).collect(Collectors.toCollection(TreeSet::new));

        services.forEach(service -> {
            assertThat(networks).containsAll(texts(service.path("networks")).toList());
            assertThat(texts(service.path("volumes"))
                            .map(volume -> volume.replaceAll("^\\$\\{[A-Z_]+:-([^}]*)}", "$1")
                                    .split(":")[0])
                            .filter(volume -> !volume.startsWith(".")))
                    .allSatisfy(volume -> assertThat(volumes).contains(volume));
        });
        assertThat(texts(services.at("/inventory-service/networks"))).doesNotContain("proxmox");
        assertThat(file.at("/networks/stores/internal").asBoolean()).isTrue();
    }

    @Test
    void what_is_mounted_or_built_from_the_checkout_is_there() {
        services.forEach(service -> {
            assertThat(texts(service.path("volumes")).filter(volume -> volume.startsWith("./")))
                    .allSatisfy(volume -> assertThat(Checkout.HOME.resolve(volume.split(":")[0]))
                            .exists());
            JsonNode build = service.path("build");
            if (!build.isMissingNode()) {
                assertThat(Checkout.HOME.resolve(build.get("dockerfile").asText()))
                        .exists();
                String module = build.at("/args/MODULE").asText("deploy/lab");
                assertThat(Checkout.HOME.resolve(module).resolve("pom.xml")).exists();
            }
        });
    }

    @Test
    void every_container_of_ours_writes_nowhere_and_may_do_nothing_special() {
        Stream.concat(OURS.stream(), Stream.of("demo", "gateway")).forEach(name -> {
            JsonNode service = services.get(name);
            assertThat(service.get("read_only").asBoolean()).as(name).isTrue();
            assertThat(service.at("/cap_drop/0").asText()).isEqualTo("ALL");
            assertThat(service.at("/security_opt/0").asText()).isEqualTo("no-new-privileges:true");
        });
    }

    @Test
    void redis_writes_down_what_it_is_told_and_all_images_have_a_version() {
        assertThat(texts(services.at("/redis/command"))).containsSequence("--appendonly", "yes");
        services.properties().stream()
                .filter(service -> !service.getValue().has("build"))
                .forEach(service ->
                        assertThat(service.getValue().get("image").asText()).matches("[a-z/-]+:[0-9].*"));
    }

    @Test
    void the_example_of_settings_names_what_the_file_reads() {
        Set<String> read = new TreeSet<>();
        INTERPOLATED.matcher(text).results().forEach(match -> read.add(match.group(1)));

        List<String> shown = Checkout.text(".env.example")
                .lines()
                .map(line -> line.replaceAll("^#", ""))
                .filter(line -> line.matches("[A-Z_]+=.*"))
                .map(line -> line.replaceAll("=.*", ""))
                .toList();

        assertThat(read).containsAll(shown);
        assertThat(shown).contains("OIDC_ISSUER", "CLUSTERS_WORKER", "CLUSTERS_ACTION");
    }

    private static Stream<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names.stream();
    }

    private static Stream<String> texts(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false).map(JsonNode::asText);
    }
}
