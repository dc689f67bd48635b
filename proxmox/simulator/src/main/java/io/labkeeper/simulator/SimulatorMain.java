package io.labkeeper.simulator;

import io.labkeeper.simulator.state.Release;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs one simulated cluster by itself until it is ended; prints one line of JSON that says where it listens. */
@Command(
        name = "simulator",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Pretends to be a Proxmox VE cluster.")
public final class SimulatorMain implements Callable<Integer> {

    @Option(names = "--cluster", defaultValue = "lab-a", description = "name of the cluster")
    private String cluster;

    @Option(names = "--vms", defaultValue = "60", description = "guests besides the two templates")
    private int vms;

    @Option(names = "--nodes", defaultValue = "3", description = "hosts")
    private int nodes;

    @Option(names = "--seed", defaultValue = "1", description = "the same seed makes the same guests")
    private long seed;

    @Option(names = "--release", defaultValue = "9.1", description = "which Proxmox VE to be: 6.4, 7.4, 8.4, 9.1, …")
    private String release;

    @Option(names = "--numbers-as-text", description = "lists send every number as text")
    private boolean numbersAsText;

    @Option(names = "--lag-ms", defaultValue = "10000", description = "how far lists lag the true state")
    private long lag;

    @Option(names = "--task-ms", defaultValue = "2000", description = "how long a power task takes")
    private long task;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "address of Proxmox's side")
    private String host;

    @Option(names = "--port", defaultValue = "0", description = "HTTPS port; 0: a free one")
    private int port;

    @Option(names = "--control-port", defaultValue = "0", description = "control port; 0: a free one")
    private int controlPort;

    @Option(
            names = "--keep-in",
            description = "folder in which certificate, ports and the guests' birth marks survive a restart")
    private Path keepIn;

    @Option(names = "--neighbours", description = "file to write in the format of /proc/net/arp")
    private Path neighbours;

    public static void main(String[] args) {
        System.exit(new CommandLine(new SimulatorMain())
                .setExecutionExceptionHandler(SimulatorMain::explain)
                .execute(args));
    }

    private static int explain(Exception problem, CommandLine line, CommandLine.ParseResult parsed) {
        line.getErr().println(problem.getMessage());
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public Integer call() throws InterruptedException {
        SimulatorOptions options = SimulatorOptions.of(cluster)
                .vms(vms)
                .nodes(nodes)
                .seed(seed)
                .release(Release.parse(release))
                .numbersAsText(numbersAsText)
                .lag(Duration.ofMillis(lag))
                .taskDuration(Duration.ofMillis(task))
                .host(host)
                .ports(port, controlPort)
                .keepIn(keepIn)
                .neighbourTable(neighbours);
        Simulator simulator = Simulator.start(options);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "simulator-close"));
        System.out.println(describe(simulator).encode());
        ended.await();
        return 0;
    }

    private static JsonObject describe(Simulator simulator) {
        return new JsonObject()
                .put("cluster", simulator.clusterId())
                .put("api", simulator.apiUri().toString())
                .put("control", simulator.controlUri().toString())
                .put("fingerprint", simulator.fingerprint())
                .put("reader_token", simulator.readerToken().credential())
                .put("actor_token", simulator.actorToken().credential())
                .put("powerless_token", simulator.powerlessToken().credential());
    }
}
