package io.labkeeper.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may connect to what: nothing, unless a policy says so. */
class NetworkPoliciesTest {
    private static final int PROXMOX = 8006;

    static Stream<String> values() {
        return Stream.of(Chart.AS_THEY_COME, "trial.yaml", "production.yaml");
    }

    @ParameterizedTest
    @MethodSource("values")
    void nothing_is_allowed_that_is_not_named(String values) {
        Chart chart = Chart.rendered(values);

        NetworkPolicySpec all = chart.one(NetworkPolicy.class, "lk-all").getSpec();
        assertThat(all.getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(all.getIngress()).isEmpty();
        assertThat(all.getEgress()).isEmpty();
        for (NetworkPolicy policy : chart.all(NetworkPolicy.class)) {
            policy.getSpec().getEgress().forEach(rule -> {
                assertThat(rule.getTo()).as(policy.getMetadata().getName()).isNotEmpty();
                assertThat(rule.getPorts()).as(policy.getMetadata().getName()).isNotEmpty();
            });
            policy.getSpec().getIngress().forEach(rule -> {
                assertThat(rule.getFrom()).isNotEmpty();
                assertThat(rule.getPorts()).isNotEmpty();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void the_reader_has_no_way_to_proxmox_and_the_other_two_have(String values) {
        Chart chart = Chart.rendered(values);

        assertThat(ports(chart, "lk-inventory")).doesNotContain(PROXMOX);
        assertThat(ports(chart, "lk-action")).contains(PROXMOX);
        assertThat(ports(chart, "lk-worker")).contains(PROXMOX);
    }

    @Test
    void with_named_networks_the_reader_reaches_stores_and_identity_provider_and_nothing_else() {
        Chart chart = Chart.rendered("production.yaml");

        assertThat(networks(chart, "lk-inventory"))
                .containsExactlyInAnyOrder("10.1.0.0/24", "10.1.1.0/24", "10.1.2.0/24");
    }

    @Test
    void only_the_worker_reaches_guests_and_routers_and_only_readers_and_action_services_are_called() {
        Chart chart = Chart.rendered("production.yaml");

        assertThat(networks(chart, "lk-worker"))
                .contains("10.32.0.0/12", "10.9.1.1/32")
                .doesNotContain("10.1.2.0/24");
        assertThat(networks(chart, "lk-action")).doesNotContain("10.32.0.0/12", "10.9.1.1/32");
        assertThat(ports(chart, "lk-worker")).contains(22, 3389, 161);
        assertThat(called(chart, "lk-worker")).containsExactly(9000);
        assertThat(called(chart, "lk-inventory")).containsExactlyInAnyOrder(8080, 9000);
    }

    private static List<Integer> ports(Chart chart, String name) {
        return spec(chart, name).getEgress().stream()
                .flatMap(rule -> rule.getPorts().stream())
                .map(NetworkPoliciesTest::number)
                .toList();
    }

    private static List<Integer> called(Chart chart, String name) {
        return spec(chart, name).getIngress().stream()
                .flatMap(rule -> rule.getPorts().stream())
                .map(NetworkPoliciesTest::number)
                .toList();
    }

    private static List<String> networks(Chart chart, String name) {
        return spec(chart, name).getEgress().stream()
                .flatMap(rule -> rule.getTo().stream())
                .filter(peer -> peer.getIpBlock() != null)
                .map(peer -> peer.getIpBlock().getCidr())
                .toList();
    }

    private static int number(NetworkPolicyPort port) {
        assertThat(port.getEndPort()).isNull();
        return port.getPort().getIntVal();
    }

    private static NetworkPolicySpec spec(Chart chart, String name) {
        return chart.one(NetworkPolicy.class, name).getSpec();
    }
}
