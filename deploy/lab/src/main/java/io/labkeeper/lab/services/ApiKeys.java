package io.labkeeper.lab.services;

import io.labkeeper.lab.state.LabDir;
import io.labkeeper.lab.state.PrivateFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The API keys that the services accept. The lab's own is as public as its users. */
public final class ApiKeys {
    public static final String LAB_KEY = "lab-key";

    private ApiKeys() {}

    /** Writes the file: name, SHA-256 of the key, role. */
    public static Path write(LabDir dir) {
        return PrivateFiles.write(dir.secrets().resolve("api-keys.yaml"), """
                keys:
                  - name: lab-key
                    sha256: %s
                    role: admin
                """.formatted(sha256(LAB_KEY)));
    }

    private static String sha256(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
