package io.labkeeper.proxmox;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How one cluster is reached: an entry of {@code clusters.yaml}.
 *
 * @param id our own id for the cluster: 1 to 40 of {@code a-z 0-9 -}
 * @param name what people read
 * @param endpoints one or more of its nodes, {@code https://host:8006}; tried in order
 * @param tokens one or two API tokens of the same user: while one is being replaced, whichever works is used
 * @param trust what makes the server's certificate acceptable
 * @param quickInterval how often states are read; the sync-worker's default if empty
 * @param fullInterval how often everything is read; the sync-worker's default if empty
 */
public record ProxmoxCluster(
        String id,
        String name,
        List<URI> endpoints,
        List<ApiToken> tokens,
        Trust trust,
        Limits limits,
        Optional<Duration> quickInterval,
        Optional<Duration> fullInterval) {

    public ProxmoxCluster {
        endpoints = List.copyOf(endpoints);
        tokens = List.copyOf(tokens);
    }

    /** The token that the file names first; its user is that of all of them. */
    public ApiToken token() {
        return tokens.get(0);
    }

    /**
     * An API token. Its text form hides the secret.
     *
     * @param id {@code user@realm!name}
     * @param secret the UUID that Proxmox showed once
     */
    public record ApiToken(String id, String secret) {
        /** {@code user@realm}. */
        public String user() {
            return id.substring(0, id.indexOf('!'));
        }

        @Override
        public String toString() {
            return id + "=****";
        }
    }

    /** What makes a certificate acceptable. */
    public sealed interface Trust {
        /** Only a leaf with one of these SHA-256 fingerprints (upper-case hex with colons); host names do not matter. */
        record Fingerprints(List<String> sha256) implements Trust {}

        /**
         * Only certificates signed by this CA, for the host name asked.
         *
         * @param file where it was read
         * @param pem what was read there: a CA that is replaced makes another cluster entry
         */
        record CertificateAuthority(Path file, String pem) implements Trust {}

        /** Anything: for trying out only; refused in production. */
        record Anything() implements Trust {}

        /** The authorities of the Java installation, for the host name asked. */
        record Default() implements Trust {}
    }

    /**
     * @param connect for a TCP and TLS connection
     * @param call for a call that the node asked answers itself
     * @param proxied for a call that may be passed on to another node, which Proxmox itself gives up after 30 s
     * @param concurrency calls at once to this cluster, 1 to 64
     */
    public record Limits(Duration connect, Duration call, Duration proxied, int concurrency) {
        public static final Limits DEFAULT =
                new Limits(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(35), 8);
    }
}
