package io.labkeeper.proxmox;

import io.labkeeper.proxmox.ProxmoxCluster.ApiToken;
import io.labkeeper.proxmox.ProxmoxCluster.Limits;
import io.labkeeper.proxmox.ProxmoxCluster.Trust;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.client.api.LoggingScope;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

/** Builds the REST client of one endpoint, with the manners that Proxmox's own HTTP server asks for. */
final class Transport {

    /** Seconds. Proxmox closes idle connections after 5 s (pve-http-server {@code AnyEvent.pm}): let go before. */
    static final int KEEP_ALIVE = 4;

    static final int CLEANING_PERIOD_MS = 250;
    /** {@link Exchange} ends calls at their limit; the REST client's own limit is a second net below it. */
    private static final int AFTER_THE_LIMIT_MS = 10_000;

    private static final long LONGEST_LIST = 64L << 20;
    private static final long LONGEST_OTHER = 1L << 20;

    private Transport() {}

    /** A client that sends this token; to be {@linkplain #close closed}. */
    static ProxmoxRest client(URI endpoint, ProxmoxCluster cluster, ApiToken token) {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(endpoint)
                .userAgent("labkeeper")
                .followRedirects(false)
                .disableDefaultMapper(true) // errors are read from the answer, not thrown by status
                .loggingScope(LoggingScope.NONE)
                .loggingMaskedHeaders(Set.of("Authorization", "Cookie", "CSRFPreventionToken"))
                .connectTimeout(cluster.limits().connect().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(longest(cluster.limits()) + AFTER_THE_LIMIT_MS, TimeUnit.MILLISECONDS)
                .property(QuarkusRestClientProperties.CONNECTION_TTL, KEEP_ALIVE)
                .property(
                        QuarkusRestClientProperties.CONNECTION_POOL_SIZE,
                        cluster.limits().concurrency())
                .httpClientOptionsCustomizer(options -> configure(options, cluster))
                .httpClientRequestCustomizer(request -> prepare(request, token))
                .build(ProxmoxRest.class);
    }

    /** Lets its connections go. */
    static void close(ProxmoxRest client) {
        if (!(client instanceof Closeable closeable)) {
            throw new IllegalStateException("the generated REST client cannot be closed");
        }
        try {
            closeable.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long longest(Limits limits) {
        return Math.max(limits.call().toMillis(), limits.proxied().toMillis());
    }

    private static void configure(HttpClientOptions options, ProxmoxCluster cluster) {
        int connect = (int) cluster.limits().connect().toMillis();
        options.setProtocolVersion(HttpVersion.HTTP_1_1)
                .setUseAlpn(false)
                .setSsl(true)
                .setDecompressionSupported(true)
                .setPoolCleanerPeriod(CLEANING_PERIOD_MS)
                .setPipelining(false)
                .setMaxRedirects(0);
        options.setSslHandshakeTimeout(connect).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        trust(options, cluster.trust());
    }

    private static void trust(HttpClientOptions options, Trust trust) {
        options.setTrustAll(false).setVerifyHost(true);
        if (trust instanceof Trust.Fingerprints pins) {
            options.setTrustOptions(TrustOptions.wrap(new PinnedTrust(pins.sha256())))
                    .setVerifyHost(false);
        } else if (trust instanceof Trust.CertificateAuthority ca) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(ca.pem(), "ISO-8859-1")));
        } else if (trust instanceof Trust.Anything) {
            options.setTrustAll(true).setVerifyHost(false);
        }
    }

    private static void prepare(HttpClientRequest request, ApiToken token) {
        request.putHeader("Authorization", "PVEAPIToken=" + token.id() + "=" + token.secret());
        long cap = request.path().endsWith("/cluster/resources") ? LONGEST_LIST : LONGEST_OTHER;
        request.response().onSuccess(response -> {
            watchLength(request, response, cap);
            leaveAfterError(request, response);
        });
    }

    /** Proxmox hangs up after every answer of 400 or above: do the same, lest the next order meets a closing connection. */
    private static void leaveAfterError(HttpClientRequest request, HttpClientResponse response) {
        if (response.statusCode() >= 400) {
            response.endHandler(end -> request.connection().close());
        }
    }

    /** The REST client collects the whole body; this watches it grow, after decompression, and hangs up in time. */
    private static void watchLength(HttpClientRequest request, HttpClientResponse response, long cap) {
        long[] length = new long[1];
        response.handler(chunk -> {
            length[0] += chunk.length();
            if (length[0] > cap) {
                request.reset(0, new TooLong(cap));
            }
        });
    }

    /** An answer longer than any that Proxmox could mean. */
    static final class TooLong extends RuntimeException {
        TooLong(long cap) {
            super("the answer is longer than " + cap + " bytes", null, false, false);
        }
    }
}
