package io.labkeeper.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart with three sets of values, against Kubernetes' own types. */
class ChartTest {
    private static final List<String> DEPLOYMENTS = List.of("lk-worker", "lk-inventory", "lk-action");

    static Stream<String> values() {
        return Stream.of(Chart.AS_THEY_COME, "trial.yaml", "production.yaml");
    }

    @Test
    void helm_finds_nothing_to_complain_about() {
        Chart.requireHelm();

        assertThat(new Helm(Chart.FOLDER).lint().strict().call().isFailed()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("values")
    void every_object_has_a_name_of_its_own_and_what_selects_pods_finds_some(String values) {
        Chart chart = Chart.rendered(values);

        Set<String> names = new HashSet<>();
        chart.objects().forEach(object -> assertThat(
                        names.add(object.getKind() + " " + object.getMetadata().getName()))
                .as(object.getKind() + " " + object.getMetadata().getName())
                .isTrue());
        assertThat(DEPLOYMENTS).allSatisfy(name -> chart.one(Deployment.class, name));
        for (Service service : chart.all(Service.class)) {
            assertThat(pods(chart).map(pod -> pod.getMetadata().getLabels()))
                    .as(service.getMetadata().getName())
                    .anyMatch(labels -> labels.entrySet()
                            .containsAll(service.getSpec().getSelector().entrySet()));
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void every_pod_fits_the_restricted_profile_and_writes_nowhere(String values) {
        Chart chart = Chart.rendered(values);

        assertThat(pods(chart).map(PodTemplateSpec::getSpec)).isNotEmpty().allSatisfy(ChartTest::isRestricted);
    }

    private static void isRestricted(PodSpec pod) {
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getHostNetwork()).isNull();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        for (Container container : pod.getContainers()) {
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            assertThat(container.getResources().getLimits()).containsKey("memory");
            assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
            Set<String> volumes = new HashSet<>();
            pod.getVolumes().forEach(volume -> volumes.add(volume.getName()));
            volumes.add("data");
            container.getVolumeMounts().forEach(mount -> assertThat(volumes).contains(mount.getName()));
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void each_service_has_three_probes_on_the_management_port(String values) {
        Chart chart = Chart.rendered(values);

        for (String name : DEPLOYMENTS) {
            Container container = container(chart, name);
            probe(container.getStartupProbe(), "/q/health/started");
            probe(container.getLivenessProbe(), "/q/health/live");
            probe(container.getReadinessProbe(), "/q/health/ready");
            assertThat(container.getPorts()).anySatisfy(port -> {
                assertThat(port.getName()).isEqualTo("management");
                assertThat(port.getContainerPort()).isEqualTo(9000);
            });
        }
    }

    private static void probe(Probe probe, String path) {
        assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
        assertThat(probe.getTimeoutSeconds()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("values")
    void every_variable_is_a_setting_and_none_is_a_secret(String values) {
        Chart chart = Chart.rendered(values);

        Set<String> known = Variables.known();
        for (String name : DEPLOYMENTS) {
            List<String> variables = container(chart, name).getEnv().stream()
                    .map(EnvVar::getName)
                    .toList();
            assertThat(known).containsAll(variables);
            assertThat(variables).doesNotHaveDuplicates().noneMatch(variable -> variable.contains("PASSWORD"));
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void the_reader_has_no_token_of_proxmox_and_the_others_have_each_their_own(String values) {
        Chart chart = Chart.rendered(values);

        assertThat(secrets(chart, "lk-inventory")).noneMatch(secret -> secret.contains("lab-"));
        Set<String> both = new HashSet<>(secrets(chart, "lk-worker"));
        both.retainAll(secrets(chart, "lk-action"));
        both.remove("redis-ca");
        assertThat(both).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("values")
    void each_service_can_lose_one_pod_at_a_time_and_is_spread_over_nodes(String values) {
        Chart chart = Chart.rendered(values);

        for (String name : DEPLOYMENTS) {
            Deployment deployment = chart.one(Deployment.class, name);
            PodDisruptionBudget budget = chart.one(PodDisruptionBudget.class, name);
            assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
            assertThat(budget.getSpec().getSelector())
                    .isEqualTo(deployment.getSpec().getSelector());
            assertThat(deployment
                            .getSpec()
                            .getStrategy()
                            .getRollingUpdate()
                            .getMaxUnavailable()
                            .getIntVal())
                    .isZero();
            assertThat(deployment.getSpec().getTemplate().getSpec().getTopologySpreadConstraints())
                    .isNotEmpty();
            assertThat(deployment.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
                    .isGreaterThan(30);
        }
    }

    @Test
    void readers_and_action_services_are_scaled_and_nobody_else_sets_their_number() {
        Chart chart = Chart.rendered("production.yaml");

        assertThat(chart.all(HorizontalPodAutoscaler.class))
                .extracting(scaler -> scaler.getSpec().getScaleTargetRef().getName())
                .containsExactlyInAnyOrder("lk-inventory", "lk-action");
        assertThat(chart.one(Deployment.class, "lk-inventory").getSpec().getReplicas())
                .isNull();
        assertThat(chart.one(Deployment.class, "lk-worker").getSpec().getReplicas())
                .isEqualTo(3);
    }

    @Test
    void the_ingress_passes_events_on_as_they_come_and_leads_to_no_management_port() {
        Ingress ingress = Chart.rendered("production.yaml").one(Ingress.class, "lk-web");

        assertThat(ingress.getMetadata().getAnnotations())
                .containsEntry("nginx.ingress.kubernetes.io/proxy-buffering", "off");
        assertThat(ingress.getSpec().getTls()).isNotEmpty();
        assertThat(ingress.getSpec().getRules().get(0).getHttp().getPaths()).allSatisfy(path -> {
            assertThat(path.getPath())
                    .matches("/|/api/.+|/(assets|machines|classes|assignments|schedules|clusters|cache|audit)");
            assertThat(path.getBackend().getService().getPort().getName()).isEqualTo("http");
        });
    }

    @Test
    void trying_it_out_brings_stores_and_their_passwords_and_production_brings_neither() {
        Chart trial = Chart.rendered("trial.yaml");
        Chart production = Chart.rendered("production.yaml");

        assertThat(trial.all(StatefulSet.class))
                .extracting(store -> store.getMetadata().getName())
                .containsExactlyInAnyOrder("lk-postgres", "lk-redis");
        Map<String, String> worker = trial.one(Secret.class, "labkeeper-worker").getStringData();
        assertThat(worker).containsOnlyKeys("POSTGRES_PASSWORD", "POSTGRES_OWNER_PASSWORD", "REDIS_URL");
        String acl = trial.one(Secret.class, "lk-redis").getStringData().get("users.acl");
        assertThat(acl).startsWith("user default off\nuser worker reset on #").doesNotContain("${");
        assertThat(production.all(StatefulSet.class)).isEmpty();
        assertThat(production.all(Secret.class)).isEmpty();
        assertThat(production.all(Job.class)).hasSize(1);
    }

    @Test
    void nobody_tries_it_out_with_passwords_that_everybody_knows() {
        Chart.requireHelm();

        assertThatThrownBy(() -> Chart.command(Chart.AS_THEY_COME)
                        .set("trial.enabled", "true")
                        .call())
                .hasMessageContaining("trial.seed must be set");
    }

    @Test
    void monitoring_is_found_by_its_labels_and_its_links_lead_somewhere() {
        Chart chart = Chart.rendered("production.yaml");

        assertThat(chart.others())
                .extracting(object -> object.get("kind").asText())
                .containsExactlyInAnyOrder("ServiceMonitor", "PrometheusRule");
        assertThat(chart.others()).allSatisfy(object -> assertThat(
                        object.at("/metadata/labels/release").asText())
                .isEqualTo("prometheus"));
        assertThat(chart.others().toString()).contains("https://github.example/labkeeper/blob/main/deploy/RUNBOOK.md#");
    }

    @Test
    void a_worker_on_the_network_of_its_node_leaves_its_ports_to_others() {
        Chart.requireHelm();
        String rendered = Chart.command(Chart.AS_THEY_COME)
                .set("worker.hostNetwork", "true")
                .call();

        assertThat(rendered)
                .contains("hostNetwork: true", "ClusterFirstWithHostNet", "containerPort: 19083", "maxSurge: 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "worker.replicas=0",
                "worker.replikas=2",
                "image.pullPolicy=Sometimes",
                "postgres.url=postgresql://me:secret@db.example/labkeeper",
                "oidc.issuer=id.example",
                "networkPolicies.guests.networks[0]=everywhere",
                "networkPolicies.oidc.port=70000",
                "clusters[0].id=Lab_A",
                "inventory.env.POSTGRES_PASSWORD=secret",
                "topologySpread=Perhaps",
                "trial.seed=short"
            })
    void what_makes_no_sense_is_refused(String value) {
        String[] parts = value.split("=", 2);

        assertThatThrownBy(() -> Chart.command(Chart.AS_THEY_COME)
                        .set(parts[0], parts[1])
                        .call())
                .hasMessageContaining("values don't meet the specifications of the schema");
    }

    @Test
    void the_files_in_the_chart_are_those_outside() {
        for (String file : List.of("roles.sql", "database.sql", "users.acl", "prepare")) {
            assertThat(Checkout.text("deploy/helm/labkeeper/files/" + file))
                    .isEqualTo(Checkout.text("deploy/stores/" + file));
        }
        assertThat(Checkout.text("deploy/helm/labkeeper/files/alerts.yaml"))
                .isEqualTo(Checkout.text("deploy/observability/alerts.yaml"));
    }

    private static Stream<PodTemplateSpec> pods(Chart chart) {
        return Stream.of(
                        chart.all(Deployment.class).stream()
                                .map(owner -> owner.getSpec().getTemplate()),
                        chart.all(StatefulSet.class).stream()
                                .map(owner -> owner.getSpec().getTemplate()),
                        chart.all(Job.class).stream()
                                .map(owner -> owner.getSpec().getTemplate()))
                .flatMap(all -> all);
    }

    private static Container container(Chart chart, String deployment) {
        return chart.one(Deployment.class, deployment)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
    }

    private static List<String> secrets(Chart chart, String deployment) {
        return chart.one(Deployment.class, deployment).getSpec().getTemplate().getSpec().getVolumes().stream()
                .map(Volume::getSecret)
                .filter(secret -> secret != null)
                .map(secret -> secret.getSecretName())
                .toList();
    }
}
