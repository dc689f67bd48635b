package io.labkeeper.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets are mounted as files, in containers, so that no environment and no command line shows them. */
class SecretsFromFilesTest {
    private static final String LOCATIONS = "smallrye.config.source.file.locations";

    @TempDir
    Path dir;

    @Test
    void a_file_named_like_the_variable_is_the_setting_and_its_last_line_end_is_not_part_of_it() throws Exception {
        Files.writeString(dir.resolve("REDIS_URL"), "redis://worker:secret@redis:6379\n");

        RedisConfig config = config().getConfigMapping(RedisConfig.class);

        assertThat(config.url()).contains("redis://worker:secret@redis:6379");
    }

    @Test
    void a_link_to_it_will_do_as_kubernetes_mounts_secrets() throws Exception {
        Path data = Files.createDirectories(dir.resolve("..2026/"));
        Files.writeString(data.resolve("REDIS_URL"), "redis://action:secret@redis:6379");
        Files.createSymbolicLink(dir.resolve("..data"), data);
        Files.createSymbolicLink(dir.resolve("REDIS_URL"), Path.of("..data/REDIS_URL"));

        RedisConfig config = config().getConfigMapping(RedisConfig.class);

        assertThat(config.url()).contains("redis://action:secret@redis:6379");
    }

    private SmallRyeConfig config() {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredSources()
                .withSources(new PropertiesConfigSource(Map.of(LOCATIONS, dir.toString()), "test", 500))
                .withMapping(RedisConfig.class)
                .build();
    }
}
