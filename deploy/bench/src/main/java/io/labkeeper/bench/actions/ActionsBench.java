package io.labkeeper.bench.actions;

import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.lab.Lab;
import io.labkeeper.e2e.lab.LabCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The page on how soon an action shows: a lab with two replicas of each service, and clicks with a few tasks open at once. */
@Command(
        name = "actions",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "How soon a click shows on all replicas, and how soon its outcome does after the task's end.")
public final class ActionsBench implements Callable<Integer> {
    private static final int VMS = 60;
    private static final int WARM_UP = 30;

    @Option(
            names = "--open",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,10",
            description = "Actions under way at once (${DEFAULT-VALUE}).")
    private List<Integer> open;

    @Option(
            names = "--actions",
            paramLabel = "N",
            defaultValue = "100",
            description = "Actions measured with each (${DEFAULT-VALUE}).")
    private int actions;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = ".lab/bench",
            description = "Where its labs and its report are (${DEFAULT-VALUE}).")
    private Path dir;

    @Override
    public Integer call() {
        Lab lab = new Lab(LabCommand.ofScript(), dir.resolve("actions"));
        lab.wipe();
        Thread atCtrlC = new Thread(lab::downNow, "stop-lab");
        Runtime.getRuntime().addShutdownHook(atCtrlC);
        try {
            lab.up(options());
            System.out.println(measured(lab));
            return 0;
        } finally {
            Runtime.getRuntime().removeShutdownHook(atCtrlC);
            lab.down();
        }
    }

    private String measured(Lab lab) {
        List<Clicks> all = new ArrayList<>();
        try (Clicking clicking = new Clicking(lab)) {
            // Fresh processes pay for code that never ran before.
            clicking.measured(10, WARM_UP);
            for (int atOnce : open) {
                System.out.println(actions + " actions, " + atOnce + " open at once");
                all.add(clicking.measured(atOnce, actions));
                write(ActionsPage.of(all));
            }
        }
        return ActionsPage.of(all);
    }

    /** Ten nodes: not even ten actions at once wait for room on one. */
    private static List<String> options() {
        return List.of(
                "--clusters",
                "1",
                "--vms",
                Integer.toString(VMS),
                "--nodes",
                "10",
                "--port",
                Integer.toString(Lab.freePort()));
    }

    private void write(String page) {
        Path file = dir.resolve("report").resolve("actions.md");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, page);
            System.out.println("report so far: " + file);
        } catch (IOException e) {
            throw new ProveException("cannot write " + file, e);
        }
    }
}
