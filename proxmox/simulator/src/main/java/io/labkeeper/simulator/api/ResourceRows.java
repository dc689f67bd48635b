package io.labkeeper.simulator.api;

import io.labkeeper.simulator.auth.Access;
import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.Node;
import io.labkeeper.simulator.state.World;
import io.labkeeper.simulator.stats.GuestFigures;
import io.labkeeper.simulator.stats.StatRecord;
import io.labkeeper.simulator.stats.Statistics;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * {@code GET /cluster/resources}: guests from the statistics, with node, lock, tags and HA state from the cluster's file
 * system; filtered silently by what the caller may see.
 */
final class ResourceRows {

    private static final Comparator<Guest> BY_NUMBER_AS_TEXT = Comparator.comparing(g -> Integer.toString(g.vmid()));

    private final World world;
    private final Access access;
    private final Statistics statistics;

    ResourceRows(World world, Access access, Statistics statistics) {
        this.world = world;
        this.access = access;
        this.statistics = statistics;
    }

    /**
     * @param type vm, storage, node, sdn, network; null for all
     */
    JsonArray rows(String user, String type) {
        JsonArray rows = new JsonArray();
        if (type == null || type.equals("vm")) {
            addGuests(rows, user);
        }
        if (type == null || type.equals("node")) {
            world.cluster().nodes().forEach(node -> rows.add(nodeRow(node, user)));
        }
        for (Node node : world.cluster().nodes()) {
            addStorageAndNetwork(rows, node, user, type);
        }
        return rows;
    }

    private void addGuests(JsonArray rows, String user) {
        Instant now = world.now();
        List<Guest> guests =
                world.cluster().guests().stream().sorted(BY_NUMBER_AS_TEXT).toList();
        for (Guest guest : guests) {
            if (access.allows(user, "/vms/" + guest.vmid(), "VM.Audit")) {
                rows.add(guestRow(guest, user, now));
            }
        }
    }

    private JsonObject guestRow(Guest guest, String user, Instant now) {
        JsonObject row = new JsonObject()
                .put("id", guest.kind().word() + "/" + guest.vmid())
                .put("type", guest.kind().word())
                .put("vmid", guest.vmid())
                .put("node", guest.node())
                .put("status", "unknown");
        statistics.of(guest, now).ifPresent(sample -> putStatistics(row, guest, sample));
        if (guest.lock() != null) {
            row.put("lock", guest.lock());
        }
        if (!guest.spec().tags().isEmpty()) {
            row.put("tags", guest.spec().tagText());
        }
        if (guest.ha() != null) {
            row.put("hastate", guest.ha().state());
        }
        String pool = guest.spec().traits().pool();
        if (pool != null && access.allows(user, "/pool/" + pool, "Pool.Audit")) {
            row.put("pool", pool);
        }
        return world.settings().numbersAsText() ? LooseTypes.allAsText(row) : row;
    }

    private void putStatistics(JsonObject row, Guest guest, StatRecord sample) {
        GuestFigures figures = sample.figures();
        // "U" means "undefined" in the statistics, so a guest of that name has none.
        row.put("name", sample.name().equals("U") ? null : sample.name())
                .put("status", sample.state())
                .put("template", sample.template() ? 1 : 0)
                .put("uptime", sample.uptime())
                .put("maxcpu", sample.cores())
                .put("cpu", figures.cpu())
                .put("maxmem", figures.maxMemory())
                .put("mem", figures.memory())
                .put("maxdisk", figures.maxDisk())
                .put("disk", figures.disk())
                .put("netin", figures.network())
                .put("netout", figures.sent())
                .put("diskread", figures.diskRead())
                .put("diskwrite", figures.diskWrite());
        if (world.settings().release().nine()) {
            row.put("memhost", guest.kind() == GuestKind.LXC ? 0 : figures.memory());
        }
    }

    /** Also the row of {@code /nodes}, which has a fingerprint besides. */
    JsonObject nodeRow(Node node, String user) {
        JsonObject row = new JsonObject()
                .put("id", "node/" + node.name())
                .put("type", "node")
                .put("node", node.name())
                .put("status", status(node));
        if (status(node).equals("online") && access.allows(user, "/nodes/" + node.name(), "Sys.Audit")) {
            row.put("cpu", 0.08)
                    .put("maxcpu", node.cores())
                    .put("mem", node.memory() / 4)
                    .put("maxmem", node.memory())
                    .put("disk", 9_000_000_000L)
                    .put("maxdisk", 100_000_000_000L)
                    .put(
                            "uptime",
                            Duration.between(node.bootedAt(), world.now()).toSeconds())
                    .put("level", "");
        }
        return row;
    }

    /** As the cluster's communication says, but without a record of its statistics nobody calls it online. */
    private String status(Node node) {
        if (!node.online()) {
            return "offline";
        }
        return statistics.knows(node, world.now()) ? "online" : "unknown";
    }

    private void addStorageAndNetwork(JsonArray rows, Node node, String user, String type) {
        boolean nine = world.settings().release().nine();
        if ((type == null || type.equals("storage")) && access.allows(user, "/storage/local-lvm", "Datastore.Audit")) {
            rows.add(storageRow(node));
        }
        if ((type == null || type.equals(nine ? "network" : "sdn"))
                && access.allows(user, "/sdn/zones/localnetwork", "SDN.Audit")) {
            rows.add(nine ? networkRow(node) : sdnRow(node));
        }
    }

    private static JsonObject storageRow(Node node) {
        return new JsonObject()
                .put("id", "storage/" + node.name() + "/local-lvm")
                .put("type", "storage")
                .put("node", node.name())
                .put("storage", "local-lvm")
                .put("plugintype", "lvmthin")
                .put("content", "images,rootdir")
                .put("shared", 0)
                .put("status", node.online() ? "available" : "unknown")
                .put("disk", 300_000_000_000L)
                .put("maxdisk", 2_000_000_000_000L);
    }

    private static JsonObject sdnRow(Node node) {
        return new JsonObject()
                .put("id", "sdn/" + node.name() + "/localnetwork")
                .put("type", "sdn")
                .put("node", node.name())
                .put("sdn", "localnetwork")
                .put("status", "ok");
    }

    private static JsonObject networkRow(Node node) {
        return new JsonObject()
                .put("id", "network/" + node.name() + "/zone/localnetwork")
                .put("type", "network")
                .put("node", node.name())
                .put("network", "localnetwork")
                .put("network-type", "zone")
                .put("status", "ok");
    }
}
