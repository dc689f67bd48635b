package io.labkeeper.lab.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsolePathsTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/machines", "/machines/lab-a/100", "/assets/0123/app.js", "/schedules", "/audit"})
    void the_page_and_its_files_are_read_from_the_console(String path) {
        assertThat(ConsolePaths.include(HttpMethod.GET, path)).isTrue();
        assertThat(ConsolePaths.include(HttpMethod.HEAD, path)).isTrue();
        assertThat(ConsolePaths.include(HttpMethod.POST, path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/login", "/api/vms", "/q/metrics", "/machinesx", "//machines", "/assetsx/1/app.js"})
    void the_rest_belongs_to_others(String path) {
        assertThat(ConsolePaths.include(HttpMethod.GET, path)).isFalse();
    }
}
