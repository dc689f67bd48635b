package io.labkeeper.simulator.control;

import io.labkeeper.simulator.auth.Access;
import io.labkeeper.simulator.auth.Authenticator;
import io.labkeeper.simulator.auth.Tickets;
import io.labkeeper.simulator.auth.Token;
import io.labkeeper.simulator.fault.Faults;
import io.labkeeper.simulator.http.Counters;
import io.labkeeper.simulator.power.PowerLog;
import io.labkeeper.simulator.state.Release;
import io.labkeeper.simulator.state.Seed;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.simulator.state.World;
import io.labkeeper.simulator.stats.Statistics;
import io.labkeeper.simulator.task.Tasks;
import io.labkeeper.simulator.tls.ServedCertificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Everything that can be done to the cluster behind Proxmox's back. The HTTP control API does the same by calling this.
 * Safe to use from any thread; every call takes effect in the true state at once, and lists show it when they would.
 */
public final class Control {

    private final World world;
    private final Machinery machinery;
    private final Doors doors;
    private final GuestControl guests;
    private final NodeControl nodes;

    /** The moving parts. */
    public record Machinery(Tasks tasks, Statistics statistics, PowerLog orders, Faults faults, Counters counters) {}

    /** Who may come in. */
    public record Doors(Authenticator authenticator, Tickets tickets, Access access, ServedCertificate certificate) {}

    public Control(World world, Machinery machinery, Doors doors) {
        this.world = world;
        this.machinery = machinery;
        this.doors = doors;
        this.guests = new GuestControl(world, machinery.tasks());
        this.nodes = new NodeControl(world, machinery.tasks());
    }

    public GuestControl guests() {
        return guests;
    }

    public NodeControl nodes() {
        return nodes;
    }

    public Faults faults() {
        return machinery.faults();
    }

    /** How often what was asked. */
    public Counters requests() {
        return machinery.counters();
    }

    /** Every power order received since the start or the last {@link #forgetOrders()}. */
    public List<PowerLog.Entry> orders() {
        return world.locked(() -> machinery.orders().entries());
    }

    public void forgetOrders() {
        world.locked(() -> machinery.orders().clear());
    }

    public void setTiming(Timing timing, Duration value) {
        world.settings().set(timing, value);
        if (timing == Timing.LAG) {
            world.locked(machinery.statistics()::restart);
        }
    }

    public void setRelease(Release release) {
        world.settings().release(release);
    }

    /** Whether lists send numbers as text. */
    public void setNumbersAsText(boolean value) {
        world.settings().numbersAsText(value);
    }

    /** Samples the statistics now, whatever the lag. */
    public void sampleNow() {
        world.locked(machinery.statistics()::sample);
    }

    /** Forgets all samples, as a restart of the cluster's file system does: lists have no names until the next sample. */
    public void forgetStatistics() {
        world.locked(machinery.statistics()::forget);
    }

    /**
     * Replaces nodes and guests by new ones, as made up for that size and seed; tasks, tokens and settings stay.
     *
     * @param vms guests besides the two templates
     */
    public void reseed(int vms, int nodes, long seed) {
        world.locked(() -> {
            world.cluster().become(new Seed(world.cluster().id(), seed, world.now(), world.now()).cluster(vms, nodes));
            machinery.statistics().forget();
            machinery.statistics().sample();
        });
    }

    public void addToken(Token token) {
        doors.authenticator().add(token);
    }

    /** From now on requests with this token are refused with 401. */
    public void removeToken(String name) {
        doors.authenticator().remove(name);
    }

    /** A user who may buy tickets with a password. */
    public void addUser(String user, String password) {
        doors.tickets().addUser(user, password);
    }

    /**
     * Sets what somebody may do on a path and below; no privileges at all takes away what is inherited.
     *
     * @param user "user@realm" or "user@realm!token"
     */
    public void grant(String user, String path, Set<String> privileges) {
        world.locked(() -> doors.access().grant(user, path, privileges, true));
    }

    public void revoke(String user, String path) {
        world.locked(() -> doors.access().revoke(user, path));
    }

    /**
     * Renews the certificate that all nodes show; connections that are open end with the request under way.
     *
     * @return the fingerprint of the new one
     */
    public String renewCertificate() {
        return doors.certificate().renew().fingerprint();
    }

    /** Shows the certificate again that the cluster was made with. */
    public void restoreCertificate() {
        doors.certificate().restore();
    }

    World world() {
        return world;
    }
}
