package io.labkeeper.lab.command;

import io.labkeeper.lab.demo.Demo;
import io.labkeeper.lab.demo.DemoOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What stands in for Proxmox and the identity provider beside services that run in containers. */
@Command(
        name = "demo",
        hidden = true,
        showDefaultValues = true,
        description = "Simulated clusters and demo issuer for services in containers; docker-compose.yml starts it.")
public final class DemoCommand implements Callable<Integer> {

    @Option(names = "--name", defaultValue = "demo", description = "the host name by which the services reach this")
    private String name;

    @Option(names = "--clusters", defaultValue = "2", description = "how many clusters")
    private int clusters;

    @Option(names = "--vms", defaultValue = "60", description = "guests of each")
    private int vms;

    @Option(names = "--nodes", defaultValue = "3", description = "hosts of each")
    private int nodes;

    @Option(names = "--issuer-port", defaultValue = "8180", description = "of the issuer")
    private int issuerPort;

    @Option(names = "--proxmox-port", defaultValue = "8006", description = "of the first cluster; the others follow")
    private int proxmoxPort;

    @Option(names = "--keep-in", defaultValue = "/demo", description = "folder for certificates and keys")
    private Path keepIn;

    @Option(names = "--for-worker", defaultValue = "/clusters/worker", description = "sync-worker's clusters")
    private Path forWorker;

    @Option(names = "--for-actions", defaultValue = "/clusters/action", description = "action-service's clusters")
    private Path forActions;

    @Override
    public Integer call() {
        new Demo(new DemoOptions(
                        name,
                        clusters,
                        vms,
                        nodes,
                        issuerPort,
                        proxmoxPort,
                        new DemoOptions.Folders(keepIn, forWorker, forActions)))
                .start();
        return SupportCommand.STAYS;
    }
}
