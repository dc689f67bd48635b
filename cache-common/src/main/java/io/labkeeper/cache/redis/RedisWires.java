package io.labkeeper.cache.redis;

import io.quarkus.arc.Unremovable;
import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Gives all Redis clients of the process the address that {@link RedisConfig#url} names. With TLS the server must show a certificate that
 * is trusted and made out for the host that was asked for; the client's own default would take any trusted one.
 */
@ApplicationScoped
@Unremovable
class RedisWires implements RedisOptionsCustomizer {
    private static final String HOST_NAME_CHECK = "HTTPS";

    private final RedisConfig config;

    RedisWires(RedisConfig config) {
        this.config = config;
    }

    @Override
    public void customize(String client, RedisOptions options) {
        config.url().map(RedisAddress::parse).ifPresent(address -> point(options, address));
    }

    private void point(RedisOptions options, RedisAddress address) {
        options.setEndpoints(new java.util.ArrayList<>(address.endpoints()));
        if (address.master() != null) {
            options.setType(RedisClientType.SENTINEL)
                    .setMasterName(address.master())
                    .setRole(RedisRole.MASTER);
        }
        if (address.encrypted()) {
            options.getNetClientOptions().setHostnameVerificationAlgorithm(HOST_NAME_CHECK);
            config.caFile().ifPresent(file -> options.getNetClientOptions()
                    .setTrustOptions(new PemTrustOptions().addCertPath(file)));
        }
    }
}
