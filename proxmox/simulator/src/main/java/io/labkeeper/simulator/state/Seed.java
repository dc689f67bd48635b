package io.labkeeper.simulator.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Makes up a cluster: the same one for the same (cluster id, number of guests, number of nodes, seed), times apart; and, with the same
 * {@code founded}, the same guests by their birth marks, too.
 *
 * <p>Numbers start at 100 in every cluster, so that they overlap between clusters as they do in life.
 */
public final class Seed {

    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final List<String> ROLES = List.of(
            "web-server",
            "db",
            "student-vm",
            "router",
            "build",
            "mail",
            "dns",
            "git",
            "kali",
            "ci-runner",
            "wiki",
            "proxy");
    private static final List<String> TAGS =
            List.of("lab", "class-a", "class-b", "prod", "test", "linux", "net_101", "v1.2");
    private static final List<String> QEMU_OS =
            List.of("l26", "l26", "l26", "l26", "l26", "win10", "win11", "other", "");
    private static final List<String> LXC_OS = List.of("debian", "debian", "ubuntu", "alpine", "fedora");

    private final String clusterId;
    private final Random random;
    private final Instant now;
    private final Instant founded;
    private final List<Node> nodes = new ArrayList<>();

    /**
     * @param now from which boot and start times are counted back
     * @param founded from which the guests' births are counted back, not after {@code now}
     */
    public Seed(String clusterId, long seed, Instant now, Instant founded) {
        this.clusterId = clusterId;
        this.random = new Random(clusterId.hashCode() * 31L + seed);
        this.now = now;
        this.founded = founded;
    }

    /**
     * @param vms guests without templates, 0 to 60,000
     * @param nodeCount 1 to 99
     */
    public Cluster cluster(int vms, int nodeCount) {
        for (int i = 1; i <= nodeCount; i++) {
            nodes.add(new Node("pve" + i, i, 32, 256 * GIB, now.minus(Duration.ofDays(30 + random.nextInt(60)))));
        }
        Cluster cluster = new Cluster(clusterId, nodes);
        for (int i = 0; i < vms; i++) {
            cluster.add(guest(100 + i, i));
        }
        int firstTemplate = Math.max(9000, 100 + vms);
        cluster.add(template(firstTemplate, GuestKind.QEMU, "debian-12-template", "l26"));
        cluster.add(template(firstTemplate + 1, GuestKind.LXC, "alpine-template", "alpine"));
        return cluster;
    }

    private Guest guest(int vmid, int index) {
        GuestKind kind = random.nextInt(4) == 0 ? GuestKind.LXC : GuestKind.QEMU;
        String name = String.format("%s-%02d", pick(ROLES), index + 1);
        Guest guest = new Guest(vmid, kind, pick(nodes).name(), spec(vmid, kind, name), birth());
        if (random.nextInt(3) < 2) {
            guest.state(Guest.RUNNING, now.minusSeconds(60 + random.nextInt(2_000_000)));
        }
        return guest;
    }

    private GuestSpec spec(int vmid, GuestKind kind, String name) {
        String ostype = pick(kind == GuestKind.QEMU ? QEMU_OS : LXC_OS);
        return new GuestSpec(
                name, ostype.isEmpty() ? null : ostype, tags(), size(kind), nics(vmid, kind), traits(kind));
    }

    private GuestSpec.Size size(GuestKind kind) {
        return kind == GuestKind.QEMU
                ? new GuestSpec.Size(
                        1 << random.nextInt(4), (2048L << random.nextInt(4)) * MIB, (16L << random.nextInt(4)) * GIB)
                : new GuestSpec.Size(
                        1 + random.nextInt(4), (512L << random.nextInt(3)) * MIB, (4L << random.nextInt(3)) * GIB);
    }

    private GuestSpec.Traits traits(GuestKind kind) {
        AgentMode agent = AgentMode.NONE;
        if (kind == GuestKind.QEMU) {
            int dice = random.nextInt(10);
            agent = dice < 8 ? AgentMode.OK : dice < 9 ? AgentMode.NOT_RUNNING : AgentMode.NONE;
        }
        return new GuestSpec.Traits(false, null, agent, false);
    }

    private List<Nic> nics(int vmid, GuestKind kind) {
        boolean dhcp = kind == GuestKind.LXC && random.nextBoolean();
        List<Nic> nics = new ArrayList<>(List.of(nic(clusterId, vmid, 0, dhcp)));
        if (random.nextInt(8) == 0) {
            nics.add(nic(clusterId, vmid, 1, dhcp));
        }
        return nics;
    }

    /** The interface that a guest of this number has by default: MAC and address follow from cluster, number and index. */
    public static Nic nic(String clusterId, int vmid, int index, boolean dhcp) {
        int cluster = clusterId.hashCode() & 0x3F;
        int low = cluster << 18 | (vmid & 0xFFFF) << 2 | index & 3;
        String mac = String.format("BC:24:11:%02X:%02X:%02X", low >> 16, low >> 8 & 0xFF, low & 0xFF);
        String ip = "10." + (1 + cluster + 64 * (index & 3)) % 256 + "." + (vmid >> 8 & 0xFF) + "." + (vmid & 0xFF);
        return new Nic(index, mac, ip, dhcp);
    }

    private List<String> tags() {
        List<String> tags = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            tags.add(pick(TAGS));
        }
        return tags;
    }

    private Guest template(int vmid, GuestKind kind, String name, String ostype) {
        GuestSpec.Traits traits = new GuestSpec.Traits(true, null, AgentMode.NONE, false);
        GuestSpec spec = new GuestSpec(
                name, ostype, List.of("template"), size(kind), List.of(nic(clusterId, vmid, 0, true)), traits);
        return new Guest(vmid, kind, nodes.get(0).name(), spec, birth());
    }

    private Guest.Birth birth() {
        return new Guest.Birth(
                founded.minusSeconds(2_000_100L + random.nextInt(50_000_000)),
                new UUID(random.nextLong(), random.nextLong()).toString());
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
