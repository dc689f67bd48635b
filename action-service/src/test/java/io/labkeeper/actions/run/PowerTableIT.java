package io.labkeeper.actions.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.run.Checkpoints.Checkpoint;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.proxmox.GuestRef;
import io.labkeeper.proxmox.GuestType;
import io.labkeeper.proxmox.PowerOrder;
import io.labkeeper.simulator.Simulator;
import io.labkeeper.simulator.control.GuestControl;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.GuestSpec;
import io.labkeeper.simulator.state.TaskOutcome;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * The table of power actions in {@code proxmox.md}, row by row and for both kinds of guests: what a user sees. Proxmox's own answers differ;
 * what is seen does so only where more cannot be known. "then" is what happens between our look and our order, so that Proxmox's own
 * words are heard and not only our look.
 */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class PowerTableIT extends RunnerHarness {

    /** Guest, how it is and what happens to it; action; what the user sees of either kind: state, whether changed, error. */
    private static final String TABLE = """
            running              | start    | succeeded f -                | succeeded f -
            stopped              | stop     | succeeded f -                | succeeded f -
            stopped              | shutdown | succeeded f -                | succeeded f -
            stopped              | reboot   | failed - proxmox_error       | failed - proxmox_error
            stopped              | suspend  | failed - proxmox_error       | failed - proxmox_error
            stopped              | resume   | failed - proxmox_error       | failed - proxmox_error
            stopped              | reset    | failed - proxmox_error       | failed - proxmox_error
            running              | resume   | succeeded f -                | succeeded f -
            running              | reset    | succeeded t -                | failed - proxmox_error
            stopped then running | start    | succeeded f -                | succeeded f -
            running then stopped | stop     | succeeded t -                | succeeded f -
            running then stopped | shutdown | succeeded t -                | succeeded f -
            running then stopped | reboot   | failed - proxmox_error       | failed - proxmox_error
            running then stopped | suspend  | failed - proxmox_error       | failed - proxmox_error
            running then stopped | reset    | failed - proxmox_error       | failed - proxmox_error
            stopped then moved   | start    | succeeded t -                | succeeded t -
            running then moved   | stop     | succeeded t -                | succeeded t -
            running then moved   | shutdown | succeeded t -                | succeeded t -
            running then moved   | reboot   | succeeded t -                | succeeded t -
            running then moved   | suspend  | succeeded t -                | succeeded t -
            running then moved   | reset    | succeeded t -                | failed - proxmox_error
            paused then moved    | resume   | succeeded t -                | not possible
            suspended then moved | resume   | succeeded t -                | succeeded t -
            stopped then running | resume   | succeeded t -                | succeeded f -
            stopped then locked  | start    | failed - vm_locked           | failed - vm_locked
            running then locked  | stop     | failed - vm_locked           | failed - vm_locked
            running then locked  | shutdown | failed - vm_locked           | failed - vm_locked
            running then locked  | reboot   | failed - vm_locked           | failed - vm_locked
            running then locked  | reset    | failed - vm_locked           | failed - proxmox_error
            running then locked  | suspend  | failed - vm_locked           | failed - vm_locked
            locked               | stop     | succeeded f -                | succeeded f -
            running then locked and stopped | stop | succeeded t -         | succeeded f -
            suspended            | start    | succeeded t -                | succeeded t -
            suspended            | resume   | succeeded t -                | succeeded t -
            stopped then mounted | start    | not possible                 | succeeded t -
            running then mounted | stop     | not possible                 | succeeded t -
            running then mounted | shutdown | not possible                 | failed - vm_locked
            held by a backup     | start    | succeeded t -                | not possible
            running then in use  | stop     | failed - vm_locked           | failed - vm_locked
            template             | start    | failed - vm_is_template      | failed - vm_is_template
            template             | stop     | failed - vm_is_template      | failed - vm_is_template
            paused               | shutdown | failed - proxmox_error       | not possible
            no quorum            | start    | failed - no_quorum           | failed - no_quorum
            no quorum            | stop     | succeeded t -                | succeeded t -
            """;

    private static final Map<String, BiConsumer<GuestControl, Integer>> HAPPENS = Map.of(
            "running",
            GuestControl::start,
            "stopped",
            GuestControl::stop,
            "moved",
            (guests, vmid) -> guests.migrate(vmid, "pve3"),
            "locked",
            (guests, vmid) -> guests.lock(vmid, "migrate"),
            "locked and stopped",
            (guests, vmid) -> {
                guests.stop(vmid);
                guests.lock(vmid, "backup");
            },
            "mounted",
            (guests, vmid) -> guests.lock(vmid, "mounted"));

    /** How a guest is that is neither simply running nor simply stopped. */
    private static final Map<String, BiConsumer<GuestControl, Integer>> BEFORE = Map.of(
            "template",
            (guests, vmid) -> guests.edit(vmid, PowerTableIT::template),
            "paused",
            (guests, vmid) -> guests.state(vmid, "paused"),
            "suspended",
            GuestControl::suspendToDisk,
            "locked",
            (guests, vmid) -> guests.lock(vmid, "backup"),
            "held by a backup",
            (guests, vmid) -> {
                guests.state(vmid, "prelaunch");
                guests.lock(vmid, "backup");
            });

    /** Of a task that holds a guest's lock file for longer than others wait for it. */
    private static final Duration LONG = Duration.ofSeconds(30);

    /** One cell of the table: an action on a guest of its own. */
    private record Cell(String row, GuestKind kind, String action) {}

    private final Map<Integer, Supplier<Uni<Void>>> betweenLookAndOrder = new ConcurrentHashMap<>();

    @Test
    void whatTheUserSees() {
        List<Cell> cells = new ArrayList<>();
        List<String> expected = TABLE.lines().map(PowerTableIT::tidy).toList();
        expected.forEach(row -> {
            cells.add(cell(row, GuestKind.QEMU));
            cells.add(cell(row, GuestKind.LXC));
        });
        Lab.labB().control().nodes().quorum(false);

        runner("runner", this::hook).start();
        await().atMost(PATIENCE.multipliedBy(3)).until(() -> "0".equals(open()));

        List<String> seen = new ArrayList<>();
        for (int i = 0; i < cells.size(); i += 2) {
            String[] columns = cells.get(i).row().split(" \\| ");
            seen.add(columns[0] + " | " + columns[1] + " | " + seen(cells.get(i)) + " | " + seen(cells.get(i + 1)));
        }
        assertThat(seen).containsExactlyElementsOf(expected);
    }

    private static String tidy(String row) {
        return row.strip().replaceAll(" +", " ");
    }

    private static String open() {
        return Stores.value("SELECT count(*) FROM action WHERE finished_at IS NULL");
    }

    private Cell cell(String row, GuestKind kind) {
        String[] columns = row.split(" \\| ");
        if (columns[kind == GuestKind.QEMU ? 2 : 3].equals("not possible")) {
            return new Cell(row, kind, null);
        }
        Simulator simulator = columns[0].equals("no quorum") ? Lab.labB() : Lab.labA();
        int vmid = guest(simulator, kind, columns[0], columns[1]);
        return new Cell(row, kind, Lab.action(simulator, vmid, columns[1]));
    }

    private int guest(Simulator simulator, GuestKind kind, String how, String action) {
        GuestControl guests = simulator.control().guests();
        String[] story = how.split(" then ");
        boolean running = story[0].equals("running") || (how.equals("no quorum") && action.equals("stop"));
        int vmid = Lab.guest(simulator, Lab.nextVmid(), kind, running);
        BEFORE.getOrDefault(story[0], (control, number) -> {}).accept(guests, vmid);
        if (story.length == 2) {
            betweenLookAndOrder.put(
                    vmid,
                    () -> story[1].equals("in use") ? used(guests, kind, vmid) : happened(guests, story[1], vmid));
        }
        return vmid;
    }

    private static Uni<Void> happened(GuestControl guests, String what, int vmid) {
        HAPPENS.get(what).accept(guests, vmid);
        return Uni.createFrom().voidItem();
    }

    /** Somebody else's order was a moment faster, and takes its time. */
    private Uni<Void> used(GuestControl guests, GuestKind kind, int vmid) {
        guests.nextTask(vmid, new TaskOutcome(null, 0, LONG, null));
        GuestType type = kind == GuestKind.QEMU ? GuestType.QEMU : GuestType.LXC;
        return clients.client("lab-a")
                .orElseThrow()
                .power(new GuestRef("pve1", type, vmid), PowerOrder.of(PowerOrder.Command.SHUTDOWN))
                .replaceWithVoid();
    }

    private static GuestSpec template(GuestSpec spec) {
        GuestSpec.Traits traits = spec.traits();
        return spec.withTraits(new GuestSpec.Traits(true, traits.pool(), traits.agent(), traits.ignoresShutdown()));
    }

    private Uni<Void> hook(Checkpoint checkpoint, Action action) {
        Supplier<Uni<Void>> happens = checkpoint == Checkpoint.SUBMITTING_SAVED
                ? betweenLookAndOrder.remove(action.vm().vmid())
                : null;
        Uni<Void> passed = checkpoints.passed(checkpoint, action);
        return happens == null ? passed : happens.get().chain(() -> passed);
    }

    private static String seen(Cell cell) {
        return cell.action() == null
                ? "not possible"
                : String.format(
                        Locale.ROOT,
                        "%s %s %s",
                        Lab.column(cell.action(), "state"),
                        orDash(Lab.column(cell.action(), "changed")),
                        orDash(Lab.column(cell.action(), "error_code")));
    }

    private static String orDash(String value) {
        return value == null ? "-" : value;
    }
}
