package io.labkeeper.proxmox;

import io.labkeeper.proxmox.ProxmoxCluster.ApiToken;
import io.labkeeper.proxmox.ProxmoxCluster.Limits;
import io.labkeeper.proxmox.ProxmoxCluster.Trust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads one cluster of the clusters file, and refuses what cannot be meant. */
final class ClusterEntry {

    private static final int PORT = 8006;
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9A-F]{2}(:[0-9A-F]{2}){31}");
    private static final Set<String> KEYS = Set.of(
            "id",
            "name",
            "endpoints",
            "token_id",
            "token_secret",
            "token_secret_file",
            "tokens",
            "fingerprints",
            "ca_file",
            "insecure",
            "quick_interval",
            "full_interval",
            "limits");

    private final YamlEntry entry;
    private final Path directory;

    /**
     * @param directory what relative paths in the file are relative to
     */
    ClusterEntry(YamlEntry entry, Path directory) {
        this.entry = entry;
        this.directory = directory;
    }

    ProxmoxCluster read() {
        entry.allow(KEYS);
        String id = entry.required("id");
        return new ProxmoxCluster(
                id,
                entry.text("name").orElse(id),
                endpoints(),
                tokens(),
                trust(),
                limits(),
                entry.duration("quick_interval"),
                entry.duration("full_interval"));
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    private List<URI> endpoints() {
        if (!entry.has("endpoints")) {
            throw entry.bad("endpoints", "is missing");
        }
        return entry.texts("endpoints").stream().map(this::endpoint).distinct().toList();
    }

    private URI endpoint(String text) {
        try {
            URI uri = new URI(text);
            boolean plain = uri.getUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null;
            boolean root = uri.getPath() == null || uri.getPath().matches("/?");
            if (!"https".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null || !plain || !root) {
                throw entry.bad("endpoints", "must hold URLs of the form https://host:8006");
            }
            return new URI("https", null, uri.getHost(), uri.getPort() < 0 ? PORT : uri.getPort(), null, null, null);
        } catch (URISyntaxException e) {
            throw entry.bad("endpoints", "must hold URLs of the form https://host:8006");
        }
    }

    private List<ApiToken> tokens() {
        if (!entry.has("tokens")) {
            return List.of(new TokenEntry(entry, directory, "token_").read());
        }
        if (entry.has("token_id") || entry.has("token_secret") || entry.has("token_secret_file")) {
            throw entry.bad("tokens", "and 'token_id' exclude each other: name the tokens in one place");
        }
        List<ApiToken> tokens = entry.maps("tokens", 2).stream()
                .map(map -> new TokenEntry(map.allowing(TokenEntry.KEYS), directory, "").read())
                .distinct()
                .toList();
        if (tokens.stream().map(ApiToken::user).distinct().count() > 1) {
            throw entry.bad("tokens", "must belong to one user: tasks are recognised by it");
        }
        return tokens;
    }

    private Trust trust() {
        boolean insecure = entry.flag("insecure");
        long kinds = Stream.of(entry.has("fingerprints"), entry.has("ca_file"), insecure)
                .filter(given -> given)
                .count();
        if (kinds > 1) {
            throw entry.bad(
                    "fingerprints", "and 'ca_file' and 'insecure' exclude each other: choose one kind of trust");
        }
        if (entry.has("fingerprints")) {
            return new Trust.Fingerprints(
                    entry.texts("fingerprints").stream().map(this::fingerprint).toList());
        }
        if (entry.has("ca_file")) {
            return authority(file("ca_file"));
        }
        return insecure ? new Trust.Anything() : new Trust.Default();
    }

    /** Proxmox shows fingerprints in upper case with colons; browsers and openssl also without or in lower case. */
    private String fingerprint(String text) {
        String hex = text.toUpperCase(Locale.ROOT);
        String withColons = hex.matches("[0-9A-F]{64}") ? String.join(":", hex.split("(?<=\\G..)")) : hex;
        if (!FINGERPRINT.matcher(withColons).matches()) {
            throw entry.bad(
                    "fingerprints", "must hold SHA-256 fingerprints: 32 pairs of hex digits with colons between");
        }
        return withColons;
    }

    private Trust authority(Path file) {
        try {
            byte[] pem = Files.readAllBytes(file);
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .isEmpty()) {
                throw entry.bad("ca_file", "holds no certificate: " + file);
            }
            return new Trust.CertificateAuthority(file, new String(pem, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw entry.bad("ca_file", "names a file that cannot be read: " + file);
        } catch (CertificateException e) {
            throw entry.bad("ca_file", "names a file that is not a PEM certificate: " + file);
        }
    }

    private Path file(String key) {
        return directory.resolve(entry.required(key)).normalize();
    }

    private Limits limits() {
        if (!entry.has("limits")) {
            return Limits.DEFAULT;
        }
        YamlEntry limits = entry.map("limits");
        limits.allow(Set.of("connect", "call", "proxied", "concurrency"));
        return new Limits(
                limits.duration("connect").orElse(Limits.DEFAULT.connect()),
                limits.duration("call").orElse(Limits.DEFAULT.call()),
                limits.duration("proxied").orElse(Limits.DEFAULT.proxied()),
                limits.whole("concurrency", 1, 64).orElse(Limits.DEFAULT.concurrency()));
    }
}
