package io.labkeeper.simulator.control;

import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.Nic;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.simulator.state.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;

/** Writes the running guests' addresses to a file in the format of {@code /proc/net/arp}, anew in every lag interval. */
public final class NeighbourTable {

    private static final System.Logger LOG = System.getLogger(NeighbourTable.class.getName());
    private static final String FORMAT = "%-17s%-12s%-12s%-22s%-9s%s\n";
    private static final Duration AT_LEAST = Duration.ofMillis(200);

    private final World world;
    private final Path file;

    public NeighbourTable(World world, Path file) {
        this.world = world;
        this.file = file;
    }

    public void start() {
        world.offload(this::write).onComplete(done -> world.later(interval(), this::start));
    }

    private Duration interval() {
        Duration lag = world.time(Timing.LAG);
        return lag.compareTo(AT_LEAST) < 0 ? AT_LEAST : lag;
    }

    private void write() {
        try {
            Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), world.locked(this::text));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot write the neighbour table " + file, e);
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder(
                String.format(FORMAT, "IP address", "HW type", "Flags", "HW address", "Mask", "Device"));
        for (Guest guest : world.cluster().guests()) {
            if (guest.alive()) {
                for (Nic nic : guest.spec().nics()) {
                    String mac = nic.mac().toLowerCase(Locale.ROOT);
                    text.append(String.format(FORMAT, nic.ipv4(), "0x1", "0x2", mac, "*", "vmbr" + nic.index()));
                }
            }
        }
        return text.toString();
    }
}
