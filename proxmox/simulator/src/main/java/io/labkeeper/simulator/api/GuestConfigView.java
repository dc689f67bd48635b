package io.labkeeper.simulator.api;

import io.labkeeper.simulator.state.AgentMode;
import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.GuestSpec;
import io.labkeeper.simulator.state.Nic;
import io.labkeeper.simulator.state.Release;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A guest's configuration as {@code …/config} shows it. */
final class GuestConfigView {

    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    private GuestConfigView() {}

    static JsonObject qemu(Guest guest, Release release) {
        GuestSpec spec = guest.spec();
        long memory = spec.size().memory() / MIB;
        JsonObject config = new JsonObject()
                .put("boot", "order=scsi0;net0")
                .put("cores", spec.size().cores())
                .put("sockets", 1)
                .put("numa", 0)
                .put("memory", release.memoryAsText() ? Long.toString(memory) : (Object) memory)
                .put("scsihw", "virtio-scsi-single")
                .put(
                        "scsi0",
                        "local-lvm:vm-" + guest.vmid() + "-disk-0,iothread=1,size="
                                + spec.size().disk() / GIB + "G")
                .put("meta", "creation-qemu=9.0.2,ctime=" + guest.created().getEpochSecond())
                .put("smbios1", "uuid=" + guest.uuid())
                .put("vmgenid", guest.uuid());
        putIfSet(config, "name", spec.name());
        if (spec.traits().agent() != AgentMode.NONE) {
            // Both forms are in use; which one a guest has does not matter to Proxmox.
            config.put("agent", guest.vmid() % 2 == 0 ? "1" : "enabled=1,fstrim_cloned_disks=1");
        }
        for (Nic nic : spec.nics()) {
            config.put("net" + nic.index(), network(guest, nic));
        }
        return finish(config, guest);
    }

    /** The MAC is the value of the model or, in configurations written by hand, has a key of its own. */
    private static String network(Guest guest, Nic nic) {
        String model = guest.spec().windows() ? "e1000" : "virtio";
        String card = guest.vmid() % 10 == 9 ? "model=" + model + ",macaddr=" + nic.mac() : model + "=" + nic.mac();
        return card + ",bridge=vmbr" + nic.index() + ",firewall=1";
    }

    static JsonObject container(Guest guest) {
        GuestSpec spec = guest.spec();
        JsonObject config = new JsonObject()
                .put("arch", "amd64")
                .put("cores", spec.size().cores())
                .put("memory", spec.size().memory() / MIB)
                .put("swap", 512)
                .put("unprivileged", 1)
                .put(
                        "rootfs",
                        "local-lvm:vm-" + guest.vmid() + "-disk-0,size="
                                + spec.size().disk() / GIB + "G");
        putIfSet(config, "hostname", spec.name());
        for (Nic nic : spec.nics()) {
            String address = nic.dhcp() ? "dhcp" : nic.ipv4() + "/" + Nic.PREFIX;
            config.put(
                    "net" + nic.index(),
                    "name=eth" + nic.index() + ",bridge=vmbr" + nic.index() + ",hwaddr=" + nic.mac() + ",ip=" + address
                            + ",type=veth");
        }
        return finish(config, guest);
    }

    private static JsonObject finish(JsonObject config, Guest guest) {
        putIfSet(config, "ostype", guest.spec().ostype());
        putIfSet(config, "lock", guest.lock());
        if (!guest.spec().tags().isEmpty()) {
            config.put("tags", guest.spec().tagText());
        }
        if (guest.spec().template()) {
            config.put("template", 1);
        }
        return config.put("digest", digest(config.encode()));
    }

    private static void putIfSet(JsonObject config, String name, String value) {
        if (value != null) {
            config.put(name, value);
        }
    }

    private static String digest(String content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
