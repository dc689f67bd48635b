package io.labkeeper.lab.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** A short mark of everything that a process was started with: another mark means that it has to be started anew. */
final class Hash {
    private final MessageDigest digest;

    Hash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Hash add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return this;
    }

    Hash add(Map<String, String> map) {
        new TreeMap<>(map).forEach((key, value) -> add(key).add(value));
        return this;
    }

    /** The program itself, by the time it was built. */
    Hash builtAt(Path file) {
        try {
            return add(Files.getLastModifiedTime(file).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }
}
