package io.labkeeper.lab.launch;

import io.labkeeper.lab.LabError;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Java we run on, and what was built with it. */
public final class Java {
    private Java() {}

    static String program() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Root of the checkout; the script tells it. */
    public static Path home() {
        String home = System.getProperty("labkeeper.home");
        if (home == null) {
            throw LabError.usage("start the lab with the script ./lab");
        }
        return Path.of(home);
    }

    /** The packaged service. */
    static Path serviceJar(String service) {
        return built(home().resolve(service).resolve("target/quarkus-app/quarkus-run.jar"));
    }

    /** The lab itself. */
    static Path labJar() {
        return built(home().resolve("deploy/lab/target/lab.jar"));
    }

    private static Path built(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw LabError.failed(jar + " is missing: build it with mvn -Dquick package");
        }
        return jar;
    }
}
