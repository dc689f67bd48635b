package io.labkeeper.simulator.api;

import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.Nic;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** A guest's interfaces as seen from inside, with the noise that real guests have. */
final class InterfaceView {

    private InterfaceView() {}

    /** The agent's answer: MACs in lower case; loopback first on Linux; Windows adds zones and a 169.254 address. */
    static JsonObject agent(Guest guest) {
        JsonArray interfaces = new JsonArray();
        boolean windows = guest.spec().windows();
        if (!windows) {
            interfaces.add(face("lo", "00:00:00:00:00:00", address("127.0.0.1", 8), address("::1", 128)));
        }
        for (Nic nic : guest.spec().nics()) {
            interfaces.add(windows ? windowsFace(nic) : linuxFace(nic));
        }
        addNoise(interfaces, guest);
        return new JsonObject().put("result", interfaces);
    }

    /** What else is found in guests: a loopback without MAC, a tunnel without MAC, a port without address, a bridge. */
    private static void addNoise(JsonArray interfaces, Guest guest) {
        if (guest.spec().windows()) {
            interfaces.add(withoutMac("Loopback Pseudo-Interface 1", address("::1", 128), address("127.0.0.1", 8)));
            return;
        }
        if (guest.vmid() % 4 == 1) {
            interfaces.add(withoutMac("wg0", address("10.99.0." + guest.vmid() % 250, 24)));
        }
        if (guest.vmid() % 4 == 2) {
            interfaces.add(new JsonObject().put("name", "ens30").put("hardware-address", "52:54:00:aa:bb:cc"));
        }
        if (guest.vmid() % 5 == 0) {
            interfaces.add(face("docker0", "02:42:ac:11:00:02", address("172.17.0.1", 16)));
        }
    }

    private static JsonObject withoutMac(String name, JsonObject... addresses) {
        JsonObject face = face(name, "", addresses);
        face.remove("hardware-address");
        return face;
    }

    private static JsonObject linuxFace(Nic nic) {
        return face(
                "ens" + (18 + nic.index()),
                nic.mac().toLowerCase(Locale.ROOT),
                address(nic.ipv4(), Nic.PREFIX),
                address(nic.linkLocal(), 64));
    }

    private static JsonObject windowsFace(Nic nic) {
        JsonObject withoutPrefix = address(nic.linkLocal() + "%12", 64);
        withoutPrefix.remove("prefix");
        return face(
                nic.index() == 0 ? "Ethernet" : "Ethernet " + (nic.index() + 1),
                nic.mac().toLowerCase(Locale.ROOT),
                withoutPrefix,
                address("169.254.12.34", 16),
                address(nic.ipv4(), Nic.PREFIX));
    }

    /** The container's answer; one address of each kind beside the list that newer releases have. */
    static JsonArray container(Guest guest, boolean withLists) {
        JsonArray interfaces = new JsonArray();
        interfaces.add(
                containerFace("lo", "00:00:00:00:00:00", address("127.0.0.1", 8), address("::1", 128), withLists));
        for (Nic nic : guest.spec().nics()) {
            interfaces.add(containerFace(
                    "eth" + nic.index(),
                    nic.mac().toLowerCase(Locale.ROOT),
                    address(nic.ipv4(), Nic.PREFIX),
                    address(nic.linkLocal(), 64),
                    withLists));
        }
        return interfaces;
    }

    private static JsonObject containerFace(String name, String mac, JsonObject ipv4, JsonObject ipv6, boolean lists) {
        JsonObject face = new JsonObject()
                .put("name", name)
                .put("hwaddr", mac)
                .put("inet", withPrefix(ipv4))
                .put("inet6", withPrefix(ipv6));
        return lists
                ? face.put("hardware-address", mac)
                        .put(
                                "ip-addresses",
                                new JsonArray().add(family(ipv4, "inet")).add(family(ipv6, "inet6")))
                : face;
    }

    /** Containers use the words of the {@code ip} command where agents use "ipv4" and "ipv6". */
    private static JsonObject family(JsonObject address, String word) {
        return address.copy().put("ip-address-type", word);
    }

    private static String withPrefix(JsonObject address) {
        return address.getString("ip-address") + "/" + address.getInteger("prefix");
    }

    private static JsonObject face(String name, String mac, JsonObject... addresses) {
        JsonArray list = new JsonArray();
        for (JsonObject address : addresses) {
            list.add(address);
        }
        return new JsonObject().put("name", name).put("hardware-address", mac).put("ip-addresses", list);
    }

    private static JsonObject address(String ip, int prefix) {
        return new JsonObject()
                .put("ip-address", ip)
                .put("ip-address-type", ip.contains(":") ? "ipv6" : "ipv4")
                .put("prefix", prefix);
    }
}
