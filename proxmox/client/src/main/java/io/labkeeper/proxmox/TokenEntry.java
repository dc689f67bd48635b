package io.labkeeper.proxmox;

import io.labkeeper.proxmox.ProxmoxCluster.ApiToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one API token: from a cluster's own keys ({@code token_id} …), or from an entry of its {@code tokens}. */
final class TokenEntry {

    static final Set<String> KEYS = Set.of("id", "secret", "secret_file");

    private static final Pattern ID = Pattern.compile("[^\\s:/!@]+(@[^\\s:/!@]+)?@[A-Za-z][\\w.-]+![A-Za-z][\\w.-]+");
    /** Proxmox decodes percent signs and stops at a semicolon; its own secrets are UUIDs. */
    private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e&&[^;%]]+");

    private final YamlEntry entry;
    private final Path directory;
    private final String prefix;

    /**
     * @param directory what relative paths in the file are relative to
     * @param prefix before the names of the keys
     */
    TokenEntry(YamlEntry entry, Path directory, String prefix) {
        this.entry = entry;
        this.directory = directory;
        this.prefix = prefix;
    }

    /** Blocks on the disk. */
    ApiToken read() {
        String id = entry.required(prefix + "id");
        if (!ID.matcher(id).matches()) {
            throw entry.bad(prefix + "id", "must have the form user@realm!name");
        }
        String inline = prefix + "secret";
        String file = prefix + "secret_file";
        if (entry.has(inline) == entry.has(file)) {
            throw entry.bad(inline, "or '" + file + "' must be given, one of the two");
        }
        String key = entry.has(inline) ? inline : file;
        String secret = entry.text(inline).orElseGet(() -> from(file));
        if (!SECRET.matcher(secret).matches()) {
            throw entry.bad(key, "must hold the token's secret, a single word");
        }
        return new ApiToken(id, secret);
    }

    /** A relative path may lead through a directory of secrets as Kubernetes mounts it, which changes by a symbolic link. */
    private String from(String key) {
        Path file = directory.resolve(entry.required(key)).normalize();
        try {
            return Files.readString(file).trim();
        } catch (IOException e) {
            throw entry.bad(key, "names a file that cannot be read: " + file);
        }
    }
}
