package io.labkeeper.bench;

import io.labkeeper.bench.actions.ActionsBench;
import io.labkeeper.bench.changes.ChangesBench;
import io.labkeeper.bench.fleet.FleetBench;
import io.labkeeper.bench.reads.ReadsBench;
import io.labkeeper.bench.start.StartBench;
import io.labkeeper.bench.stream.StreamBench;
import io.labkeeper.bench.sync.SyncBench;
import io.labkeeper.e2e.ProveException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./lab bench}: what things cost, each page a subcommand. Prints figures and judges nothing by the clock. */
@Command(
        name = "lab bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measure what things cost, in labs of its own.",
        subcommands = {
            ReadsBench.class,
            FleetBench.class,
            StreamBench.class,
            ChangesBench.class,
            StartBench.class,
            SyncBench.class,
            ActionsBench.class
        })
public final class Bench {

    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench())
                .setExecutionExceptionHandler(Bench::explain)
                .execute(arguments));
    }

    private static int explain(Exception problem, CommandLine line, CommandLine.ParseResult parsed) throws Exception {
        if (problem instanceof ProveException) {
            line.getErr().println("lab bench: " + problem.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw problem;
    }
}
