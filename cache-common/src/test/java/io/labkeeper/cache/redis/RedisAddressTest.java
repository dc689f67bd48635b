package io.labkeeper.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {

    @Test
    void one_server_is_taken_as_it_stands() {
        assertThat(RedisAddress.parse("redis://reader:s3cret@redis.example:6380/2"))
                .isEqualTo(new RedisAddress(List.of("redis://reader:s3cret@redis.example:6380/2"), false, null));
        assertThat(RedisAddress.parse("redis://[::1]:6379").endpoints()).containsExactly("redis://[::1]:6379");
    }

    @Test
    void a_second_s_means_tls() {
        assertThat(RedisAddress.parse("rediss://redis.example").encrypted()).isTrue();
    }

    @Test
    void sentinels_share_credentials_and_name_the_master() {
        assertThat(RedisAddress.parse("redis-sentinel://reader:s3cret@one,two:26380/labs"))
                .isEqualTo(new RedisAddress(
                        List.of("redis://reader:s3cret@one:26379", "redis://reader:s3cret@two:26380"), false, "labs"));
        assertThat(RedisAddress.parse("rediss-sentinel://one/labs"))
                .isEqualTo(new RedisAddress(List.of("rediss://one:26379"), true, "labs"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis.example:6379",
                "http://:s3cret@redis.example",
                "redis://",
                "redis://:s3cret@one,two",
                "redis-sentinel://:s3cret@one",
                "redis-sentinel://:s3cret@one/"
            })
    void anything_else_is_refused_without_repeating_it(String url) {
        assertThatThrownBy(() -> RedisAddress.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("REDIS_URL")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void it_is_shown_without_its_password() {
        assertThat(RedisAddress.parse("redis://reader:s3cret@redis.example"))
                .hasToString("RedisAddress[[redis://redis.example]]");
    }
}
