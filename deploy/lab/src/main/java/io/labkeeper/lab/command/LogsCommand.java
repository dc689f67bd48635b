package io.labkeeper.lab.command;

import io.labkeeper.lab.LabError;
import io.labkeeper.lab.state.LabState;
import io.labkeeper.lab.state.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a part has written. */
@Command(name = "logs", description = "The log of a part; -f goes on as it grows.")
public final class LogsCommand implements Callable<Integer> {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    @Mixin
    private DirOption dir;

    @Parameters(paramLabel = "NAME")
    private String name;

    @Option(names = "-f", description = "Follow.")
    private boolean follow;

    @Override
    public Integer call() throws IOException {
        LabState state = LabState.require(dir.get());
        Path log = state.part(name)
                .map(Part::log)
                .map(Path::of)
                .orElseThrow(() -> LabError.usage("no log of '" + name + "'; there are "
                        + state.parts().stream()
                                .filter(Part::isOurs)
                                .map(Part::name)
                                .collect(Collectors.joining(", "))));
        try (InputStream in = Files.newInputStream(log)) {
            in.transferTo(System.out);
            while (follow && !System.out.checkError()) {
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
                in.transferTo(System.out);
                System.out.flush();
            }
        }
        return 0;
    }
}
