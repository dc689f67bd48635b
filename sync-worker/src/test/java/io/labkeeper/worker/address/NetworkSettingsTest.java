package io.labkeeper.worker.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.worker.address.arp.ArpConfig;
import io.labkeeper.worker.address.snmp.SnmpConfig;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The settings of the network's sources, as an operator writes them into the environment. */
class NetworkSettingsTest {

    @Test
    void without_any_both_sources_are_off() {
        SmallRyeConfig config = environment(Map.of());

        assertThat(config.getConfigMapping(ArpConfig.class).subnets()).isEmpty();
        assertThat(config.getConfigMapping(ArpConfig.class).table()).isEmpty();
        assertThat(config.getConfigMapping(SnmpConfig.class).routers()).isEmpty();
    }

    @Test
    void subnets_and_tables_are_lists() {
        ArpConfig arp = environment(Map.of(
                        "LABKEEPER_ADDRESS_ARP_SUBNETS", "10.0.0.0/24,10.0.1.0/24",
                        "LABKEEPER_ADDRESS_ARP_TABLE", "/run/one,/run/two\\,with a comma",
                        "LABKEEPER_ADDRESS_ARP_SWEEP_PAUSE", "PT45S"))
                .getConfigMapping(ArpConfig.class);

        assertThat(arp.subnets()).contains(List.of("10.0.0.0/24", "10.0.1.0/24"));
        assertThat(arp.table()).contains(List.of(Path.of("/run/one"), Path.of("/run/two,with a comma")));
        assertThat(arp.sweepPause()).isEqualTo(Duration.ofSeconds(45));
        assertThat(arp.port()).isEqualTo(9);
    }

    @Test
    void each_router_has_its_own_community() {
        SnmpConfig snmp = environment(Map.of(
                        "LABKEEPER_ADDRESS_SNMP_ROUTERS_0__HOST", "10.0.0.1",
                        "LABKEEPER_ADDRESS_SNMP_ROUTERS_0__COMMUNITY_FILE", "/run/secrets/snmp",
                        "LABKEEPER_ADDRESS_SNMP_ROUTERS_1__HOST", "core-2",
                        "LABKEEPER_ADDRESS_SNMP_ROUTERS_1__PORT", "1161",
                        "LABKEEPER_ADDRESS_SNMP_ROUTERS_1__COMMUNITY", "other"))
                .getConfigMapping(SnmpConfig.class);

        List<SnmpConfig.Router> routers = snmp.routers().orElseThrow();
        assertThat(routers).extracting(SnmpConfig.Router::host).containsExactly("10.0.0.1", "core-2");
        assertThat(routers).extracting(SnmpConfig.Router::port).containsExactly(161, 1161);
        assertThat(routers.get(0).communityFile()).contains(Path.of("/run/secrets/snmp"));
        assertThat(routers.get(0).community()).isEmpty();
        assertThat(routers.get(1).community()).contains("other");
        assertThat(snmp.toString()).doesNotContain("other");
    }

    private static SmallRyeConfig environment(Map<String, String> variables) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withMapping(ArpConfig.class)
                .withMapping(SnmpConfig.class)
                .withSources(new EnvConfigSource(variables, 300))
                .build();
    }
}
