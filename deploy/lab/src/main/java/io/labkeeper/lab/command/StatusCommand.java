package io.labkeeper.lab.command;

import io.labkeeper.lab.LabError;
import io.labkeeper.lab.launch.Health;
import io.labkeeper.lab.launch.Together;
import io.labkeeper.lab.services.Wanted;
import io.labkeeper.lab.state.LabState;
import io.labkeeper.lab.state.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks every part. */
@Command(name = "status", description = "What runs, and where; exit code 0 if all is healthy.")
public final class StatusCommand implements Callable<Integer> {
    @Mixin
    private DirOption dir;

    @Override
    public Integer call() {
        LabState state = LabState.require(dir.get());
        Health health = new Health();
        List<Line> lines = new ArrayList<>(Together.with(state.parts(), part -> new Line(part, health.problem(part))));
        // A command that failed or was killed midway has started but some of them.
        for (String name : Wanted.names(state.options())) {
            if (state.part(name).isEmpty()) {
                lines.add(new Line(Part.of(name, ""), Optional.of("was not started")));
            }
        }
        lines.forEach(line -> System.out.println(line.text()));
        return lines.stream().allMatch(line -> line.problem().isEmpty()) ? 0 : LabError.FAILED;
    }

    private record Line(Part part, Optional<String> problem) {
        String text() {
            return String.format(
                    Locale.ROOT,
                    "%-9s %-34s %8s  %s",
                    problem.isEmpty() ? "healthy" : "BROKEN",
                    part.name(),
                    part.pid() == null ? "" : part.pid(),
                    problem.orElseGet(() -> part.url().replaceAll("//[^/@]*@", "//")));
        }
    }
}
