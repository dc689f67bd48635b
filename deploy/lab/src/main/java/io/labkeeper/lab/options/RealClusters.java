package io.labkeeper.lab.options;

import io.labkeeper.lab.LabError;
import io.labkeeper.lab.state.Options.RealCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The {@code --proxmox…} options: each map is from a cluster's id to a value. */
record RealClusters(
        Map<String, String> urls,
        Map<String, String> tokens,
        Map<String, String> fingerprints,
        Map<String, String> caFiles,
        List<String> insecure) {

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern URL = Pattern.compile("https://[^/@]+/?");
    private static final Pattern TOKEN = Pattern.compile("([^\\s:/!@=]+@[A-Za-z][\\w.-]+![A-Za-z][\\w.-]+)=(\\S+)");
    private static final Pattern FINGERPRINT = Pattern.compile("([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}");

    /** The typed clusters, or those of before if none was typed. */
    List<RealCluster> over(List<RealCluster> before, BinaryOperator<String> keepToken) {
        Stream.of(tokens.keySet(), fingerprints.keySet(), caFiles.keySet(), insecure)
                .flatMap(ids -> ids.stream())
                .filter(id -> !urls.containsKey(id))
                .findFirst()
                .ifPresent(id -> {
                    throw LabError.usage(
                            "there is no --proxmox " + id + "=https://… to go with the other options for " + id);
                });
        if (urls.isEmpty()) {
            return before;
        }
        List<RealCluster> clusters = new ArrayList<>();
        urls.keySet().forEach(id -> clusters.add(cluster(id, keepToken)));
        return clusters;
    }

    private RealCluster cluster(String id, BinaryOperator<String> keepToken) {
        check(ID, id, "--proxmox: '" + id + "' is not an id (small letters, digits, '-')");
        String url = check(URL, urls.get(id), "--proxmox " + id + ": not a URL like https://host:8006");
        if (!tokens.containsKey(id)) {
            throw LabError.usage("--proxmox " + id + " needs --proxmox-token " + id + "=user@realm!name=secret");
        }
        var token = TOKEN.matcher(tokens.get(id));
        if (!token.matches()) {
            throw LabError.usage("--proxmox-token " + id + ": not of the form user@realm!name=secret");
        }
        checkOneTrust(id);
        return new RealCluster(
                id,
                url.replaceAll("/$", ""),
                token.group(1),
                keepToken.apply(id, token.group(2)),
                fingerprint(id),
                caFile(id),
                insecure.contains(id));
    }

    private void checkOneTrust(String id) {
        long ways = Stream.of(fingerprints.containsKey(id), caFiles.containsKey(id), insecure.contains(id))
                .filter(given -> given)
                .count();
        if (ways != 1) {
            throw LabError.usage("--proxmox " + id + " needs exactly one of --proxmox-fingerprint " + id
                    + "=AA:BB:…, --proxmox-ca " + id + "=FILE, --proxmox-insecure " + id);
        }
    }

    private String fingerprint(String id) {
        String value = fingerprints.get(id);
        return value == null
                ? null
                : check(FINGERPRINT, value, "--proxmox-fingerprint " + id + ": not 32 bytes like AA:BB:… (SHA-256)")
                        .toUpperCase(Locale.ROOT);
    }

    private String caFile(String id) {
        String value = caFiles.get(id);
        if (value == null) {
            return null;
        }
        Path file = Path.of(value).toAbsolutePath().normalize();
        if (!Files.isReadable(file)) {
            throw LabError.usage("--proxmox-ca " + id + ": cannot read " + file);
        }
        return file.toString();
    }

    private static String check(Pattern pattern, String value, String message) {
        if (!pattern.matcher(value).matches()) {
            throw LabError.usage(message);
        }
        return value;
    }
}
