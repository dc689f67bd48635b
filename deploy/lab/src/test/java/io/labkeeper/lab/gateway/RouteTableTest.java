package io.labkeeper.lab.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {

    @ParameterizedTest
    @CsvSource({
        "/api/vms,                        inventory-service",
        "/api/vms/lab-a/100,              inventory-service",
        "/api/vms/lab-a/100/history,      inventory-service",
        "/api/vms/events,                 inventory-service",
        "/api/clusters,                   inventory-service",
        "/api/sync/stats,                 inventory-service",
        "/api/sync/health,                inventory-service",
        "/api/sync/status,                inventory-service",
        "/api/cache/stats,                inventory-service",
        "/api/cache/clear,                inventory-service",
        "/api/me,                         inventory-service",
        "/api/vm/100/status,              inventory-service",
        "/api/vm/100/ip,                  inventory-service",
        "/api/vm/100/start,               action-service",
        "/api/vm/100/dance,               action-service",
        "/api/actions,                    action-service",
        "/api/actions/0198-f,             action-service",
        "/api/schedules/1/runs,           action-service",
        "/api/assignments/import,         action-service",
        "/api/assignments/al/lab-a/100,   action-service",
        "/api/classes/networks-101,       action-service",
        "/api/sync/trigger,               action-service",
        "/api/sync/cleanup,               action-service",
        "/api/audit,                      action-service"
    })
    void every_path_of_the_contract_has_its_service(String path, String service) {
        assertThat(RouteTable.serviceFor(path)).contains(service);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "",
                "/api",
                "/api/",
                "/login",
                "/q/health",
                "/metrics",
                "/api/vm/100",
                "/api/vm/100/start/now",
                "/api/sync",
                "/api/sync/other",
                "//api/vms",
                "/api//vms",
                "/api/../q/metrics",
                "/api/vmsx",
                "/API/vms"
            })
    void nothing_else_reaches_a_service(String path) {
        assertThat(RouteTable.serviceFor(path)).isEmpty();
    }
}
