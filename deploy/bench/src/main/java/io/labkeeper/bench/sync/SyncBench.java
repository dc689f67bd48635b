package io.labkeeper.bench.sync;

import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.lab.Lab;
import io.labkeeper.e2e.lab.LabCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The page on the cost of syncs: for each fleet size a fresh lab of one cluster, left alone, and then changed a little. */
@Command(
        name = "sync",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "What a sync costs by size of the fleet: requests to Proxmox by endpoint, rows written, memory.")
public final class SyncBench implements Callable<Integer> {

    @Option(
            names = "--vms",
            paramLabel = "N",
            split = ",",
            defaultValue = "100,1000,10000",
            description = "Fleet sizes (${DEFAULT-VALUE}).")
    private List<Integer> sizes;

    @Option(names = "--nodes", paramLabel = "N", defaultValue = "10", description = "Nodes (${DEFAULT-VALUE}).")
    private int nodes;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "15",
            description = "How long each unchanged fleet is watched (${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--quick",
            paramLabel = "S",
            defaultValue = "30",
            description = "Quick interval in seconds (${DEFAULT-VALUE}).")
    private int quick;

    @Option(
            names = "--full",
            paramLabel = "S",
            defaultValue = "300",
            description = "Full interval in seconds (${DEFAULT-VALUE}).")
    private int full;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = ".lab/bench",
            description = "Where its labs and its report are (${DEFAULT-VALUE}).")
    private Path dir;

    @Override
    public Integer call() {
        List<FleetCost> costs = new ArrayList<>();
        for (int vms : sizes) {
            costs.add(measured(vms));
            // Written after each size: the next one may take long.
            write(SyncPage.of(costs));
        }
        System.out.println(SyncPage.of(costs));
        return 0;
    }

    private FleetCost measured(int vms) {
        Lab lab = new Lab(LabCommand.ofScript(), dir.resolve("sync"));
        // Also what an earlier size has left in its database.
        lab.wipe();
        Thread atCtrlC = new Thread(lab::downNow, "stop-lab");
        Runtime.getRuntime().addShutdownHook(atCtrlC);
        try {
            lab.up(options(vms));
            return new Fleet(lab, vms, System.out).measured(Duration.ofMinutes(minutes));
        } finally {
            Runtime.getRuntime().removeShutdownHook(atCtrlC);
            lab.down();
        }
    }

    private List<String> options(int vms) {
        return List.of(
                "--clusters",
                "1",
                "--workers",
                "1",
                "--inventory",
                "1",
                "--actions",
                "1",
                "--vms",
                Integer.toString(vms),
                "--nodes",
                Integer.toString(nodes),
                "--quick",
                quick + "s",
                "--full",
                full + "s",
                "--port",
                Integer.toString(Lab.freePort()));
    }

    private void write(String page) {
        Path file = dir.resolve("report").resolve("sync.md");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, page);
            System.out.println("report so far: " + file);
        } catch (IOException e) {
            throw new ProveException("cannot write " + file, e);
        }
    }
}
