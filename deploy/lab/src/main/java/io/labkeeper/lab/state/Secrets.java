package io.labkeeper.lab.state;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** Passwords made up once per lab, each in a file of its own that only its owner may read. */
public final class Secrets {
    private static final int BYTES = 24;

    private final Path directory;
    private final SecureRandom random = new SecureRandom();

    public Secrets(LabDir dir) {
        this.directory = dir.secrets();
    }

    /** The secret of that name, made up if there is none yet; letters, digits, '-' and '_' only. */
    public synchronized String get(String name) {
        Path file = file(name);
        return Files.exists(file) ? PrivateFiles.read(file).strip() : keep(name, fresh());
    }

    /** Keeps a secret that comes from outside. */
    public synchronized String keep(String name, String value) {
        PrivateFiles.write(file(name), value + "\n");
        return value;
    }

    /** The file that holds it, once it has been made or kept. */
    public Path file(String name) {
        return directory.resolve(name);
    }

    private String fresh() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
