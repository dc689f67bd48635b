package io.labkeeper.lab.command;

import io.labkeeper.lab.state.LabDir;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the lab is. */
final class DirOption {
    static final String DEFAULT = ".lab";

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = DEFAULT, description = "The lab's directory (.lab).")
    private Path dir;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    LabDir get() {
        return LabDir.of(dir);
    }
}
