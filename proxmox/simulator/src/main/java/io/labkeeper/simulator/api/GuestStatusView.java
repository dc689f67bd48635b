package io.labkeeper.simulator.api;

import io.labkeeper.simulator.state.AgentMode;
import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.stats.GuestFigures;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** A guest's true state as its node tells it. */
final class GuestStatusView {

    private GuestStatusView() {}

    /** The answer of {@code …/status/current}. */
    static JsonObject current(Guest guest, Instant now) {
        JsonObject status = listRow(guest, now).put("ha", ha(guest));
        if (guest.kind() == GuestKind.LXC) {
            return status.put("type", "lxc");
        }
        status.put("qmpstatus", guest.state());
        if (guest.spec().traits().agent() != AgentMode.NONE) {
            status.put("agent", 1);
        }
        if (guest.alive()) {
            status.put("running-machine", "pc-i440fx-9.0+pve0")
                    .put("running-qemu", "9.0.2")
                    .put("balloon", guest.spec().size().memory())
                    .put("blockstat", new JsonObject().put("scsi0", new JsonObject().put("rd_bytes", 0)));
        }
        return status;
    }

    /** A row of {@code /nodes/{node}/qemu} and {@code …/lxc}: knows only running and stopped. */
    static JsonObject listRow(Guest guest, Instant now) {
        GuestFigures figures = GuestFigures.of(guest, now);
        JsonObject row = new JsonObject()
                .put("vmid", guest.vmid())
                .put("name", guest.displayName())
                .put("status", guest.alive() ? "running" : "stopped")
                .put("uptime", guest.uptime(now))
                .put("cpus", guest.spec().size().cores())
                .put("cpu", figures.cpu())
                .put("mem", figures.memory())
                .put("maxmem", figures.maxMemory())
                .put("disk", figures.disk())
                .put("maxdisk", figures.maxDisk())
                .put("netin", figures.network())
                .put("netout", figures.sent())
                .put("diskread", figures.diskRead())
                .put("diskwrite", figures.diskWrite());
        if (guest.alive()) {
            row.put("pid", 10_000 + guest.vmid());
        }
        if (guest.lock() != null) {
            row.put("lock", guest.lock());
        }
        if (!guest.spec().tags().isEmpty()) {
            row.put("tags", guest.spec().tagText());
        }
        if (guest.spec().template()) {
            row.put("template", 1);
        }
        return row;
    }

    private static JsonObject ha(Guest guest) {
        return guest.ha() == null
                ? new JsonObject().put("managed", 0)
                : new JsonObject().put("managed", 1).put("state", guest.ha().state());
    }
}
