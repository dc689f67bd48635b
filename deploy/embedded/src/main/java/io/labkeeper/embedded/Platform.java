package io.labkeeper.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The names under which the artifacts keep the binaries for this operating system and processor. */
record Platform(String system, boolean arm, boolean musl) {

    static Platform current() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String system = os.contains("mac") ? "darwin" : os.contains("linux") ? "linux" : os;
        return new Platform(
                system, arch.equals("aarch64") || arch.equals("arm64"), Files.exists(Path.of("/etc/alpine-release")));
    }

    String postgresArchive() {
        return "postgres-" + system + "-" + (arm ? "arm_64" : "x86_64") + (musl ? "-alpine_linux" : "") + ".txz";
    }

    String redisBinary() {
        return "redis-server-7.0.15-" + system + "-" + (arm ? "arm64" : "amd64");
    }
}
