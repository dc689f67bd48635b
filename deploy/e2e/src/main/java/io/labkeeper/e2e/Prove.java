package io.labkeeper.e2e;

import io.labkeeper.e2e.lab.Lab;
import io.labkeeper.e2e.lab.LabCommand;
import io.labkeeper.e2e.report.Report;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Pace;
import io.labkeeper.e2e.scenario.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./lab prove}: starts a lab of its own, breaks it on purpose, measures, and says what held. */
@Command(
        name = "lab prove",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Start a lab of its own, break it on purpose, measure from outside, and say what held."
                + " Exit code 1 if a promise was not kept.")
public final class Prove implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(
            names = "--only",
            paramLabel = "ID",
            split = ",",
            description = "Only these scenarios, such as S3,S5a,H1; the beginning of ids names all of them: X,W.")
    private List<String> only = List.of();

    @Option(names = "--seed", paramLabel = "N", description = "Repeats the choices of an earlier run.")
    private Long seed;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "Nothing but troubles by chance (Q-01), for so long; the same --seed brings the same ones.")
    private Integer minutes;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = ".lab/prove",
            description = "Where its lab and its report are (${DEFAULT-VALUE}).")
    private Path dir;

    @Option(
            names = "--vms",
            paramLabel = "N",
            defaultValue = "30",
            description = "Guests per cluster (${DEFAULT-VALUE}).")
    private int vms;

    @Option(names = "--keep", description = "Leave the lab running at the end.")
    private boolean keep;

    @Option(names = "--list", description = "Show the scenarios and do nothing.")
    private boolean list;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Prove())
                .setExecutionExceptionHandler(Prove::explain)
                .execute(arguments));
    }

    private static int explain(Exception problem, CommandLine line, CommandLine.ParseResult parsed) throws Exception {
        if (problem instanceof ProveException) {
            line.getErr().println("lab prove: " + problem.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw problem;
    }

    @Override
    public Integer call() {
        List<Scenario> scenarios = wanted();
        if (list) {
            scenarios.forEach(scenario -> System.out.printf("%-4s %s%n", scenario.id(), scenario.promise()));
            return CommandLine.ExitCode.OK;
        }
        long seedOrNew = seed == null ? new Random().nextInt(1_000_000) : seed;
        Report report = run(new Lab(LabCommand.ofScript(), dir), scenarios, seedOrNew);
        report.write(dir.resolve("report"));
        System.out.println();
        System.out.print(report.table());
        System.out.println("report: " + dir.resolve("report").resolve("report.md"));
        return report.passed() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private List<Scenario> wanted() {
        if (minutes != null && (minutes < 1 || !only.isEmpty())) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "--minutes: at least 1, and not together with --only");
        }
        if (minutes != null) {
            return Scenarios.chaos(Duration.ofMinutes(minutes));
        }
        try {
            return Scenarios.named(only);
        } catch (ProveException e) {
            throw new CommandLine.ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private Report run(Lab lab, List<Scenario> scenarios, long seedOrNew) {
        Run run = new Run(seedOrNew, System.out);
        Pace pace = Pace.USUAL;
        boolean found = lab.noted();
        run.say("seed " + seedOrNew + "; " + (found ? "using the lab in " : "starting a lab in ") + lab.dir());
        boolean leave = found || keep;
        Thread atCtrlC = new Thread(() -> interrupt(lab, leave, run), "stop-lab");
        Runtime.getRuntime().addShutdownHook(atCtrlC);
        if (found) {
            lab.up(pace.options());
        } else {
            lab.start(options(pace));
        }
        run.say("the lab is up: " + lab.state().gateway());
        Report report = run.play(scenarios, new Bench(lab, pace, seedOrNew), setup(pace));
        Runtime.getRuntime().removeShutdownHook(atCtrlC);
        stop(lab, leave, run);
        return report;
    }

    private static void interrupt(Lab lab, boolean leave, Run run) {
        lab.interrupt();
        stop(lab, leave, run);
    }

    private static void stop(Lab lab, boolean leave, Run run) {
        lab.endOthers();
        if (!leave && lab.noted()) {
            lab.down();
            run.say("the lab is down");
        }
    }

    private List<String> options(Pace pace) {
        List<String> options = new ArrayList<>(pace.options());
        options.addAll(List.of("--vms", Integer.toString(vms), "--port", Integer.toString(Lab.freePort())));
        return options;
    }

    private String setup(Pace pace) {
        return vms + " guests in each cluster, " + pace.describe();
    }
}
