package io.labkeeper.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads addresses as guests report them: the QEMU agent's and the container's form, old and new. */
final class Addresses {

    private Addresses() {}

    /**
     * The agent answers {@code {result: [...]}}, a container a list, or null when it is stopped (which is not an error).
     */
    static List<GuestInterface> interfaces(GuestType type, JsonNode data) {
        JsonNode rows = type == GuestType.QEMU ? data.path("result") : data;
        if (type == GuestType.LXC && rows.isNull()) {
            return List.of();
        }
        if (!rows.isArray()) {
            throw new ProxmoxException.Malformed("the interfaces are not a list", null);
        }
        List<GuestInterface> interfaces = new ArrayList<>();
        rows.forEach(row -> interfaces.add(read(row)));
        return List.copyOf(interfaces);
    }

    private static GuestInterface read(JsonNode row) {
        String agentMac = Tolerant.text(row, "hardware-address");
        String name = Tolerant.text(row, "name");
        return new GuestInterface(
                name == null ? "" : name, agentMac == null ? Tolerant.text(row, "hwaddr") : agentMac, addresses(row));
    }

    /** Containers name one address a family in {@code inet} and {@code inet6}; since April 2025 all in a list as well. */
    private static List<String> addresses(JsonNode row) {
        Set<String> addresses = new LinkedHashSet<>();
        row.path("ip-addresses").forEach(entry -> add(addresses, Tolerant.text(entry, "ip-address")));
        Stream.of("inet", "inet6").forEach(field -> add(addresses, Tolerant.text(row, field)));
        return List.copyOf(addresses);
    }

    private static void add(Set<String> addresses, String text) {
        if (text != null) {
            addresses.add(bare(text));
        }
    }

    /** Without prefix length ({@code /24}) and zone ({@code %12}, which Windows adds to link-local addresses). */
    static String bare(String address) {
        return address.trim().replaceFirst("[/%].*$", "");
    }
}
