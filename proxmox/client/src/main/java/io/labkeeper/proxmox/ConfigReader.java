package io.labkeeper.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.proxmox.GuestConfig.ConfiguredInterface;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads a guest's configuration (qemu-server {@code PVE/QemuServer.pm}, pve-container {@code PVE/LXC/Config.pm}). */
final class ConfigReader {

    /** {@code net0} to {@code net31}. */
    private static final int INTERFACES = 32;

    private static final Pattern MAC = Pattern.compile("(?i)[0-9a-f]{2}(:[0-9a-f]{2}){5}");

    private ConfigReader() {}

    static GuestConfig config(GuestType type, JsonNode data) {
        if (!data.isObject()) {
            throw new ProxmoxException.Malformed("the configuration is not a map", null);
        }
        return type == GuestType.QEMU ? machine(data) : container(data);
    }

    private static GuestConfig machine(JsonNode data) {
        Map<String, String> meta = PropertyText.parse(Tolerant.text(data, "meta"), "");
        Map<String, String> smbios = PropertyText.parse(Tolerant.text(data, "smbios1"), "");
        Map<String, String> agent = PropertyText.parse(Tolerant.text(data, "agent"), "enabled");
        return new GuestConfig(
                Tolerant.text(data, "name"),
                Tolerant.text(data, "ostype"),
                interfaces(data, index -> machineAddresses(data, index)),
                Tolerant.flag(agent.get("enabled")),
                Optional.ofNullable(meta.get("ctime"))
                        .filter(t -> t.matches("\\d{1,18}"))
                        .map(Long::valueOf),
                smbios.get("uuid"),
                machineCores(Tolerant.whole(data, "sockets"), Tolerant.whole(data, "cores")));
    }

    private static GuestConfig container(JsonNode data) {
        return new GuestConfig(
                Tolerant.text(data, "hostname"),
                Tolerant.text(data, "ostype"),
                interfaces(data, index -> staticAddresses(net(data, index))),
                false,
                Optional.empty(),
                null,
                (int) Tolerant.whole(data, "cores").orElse(0));
    }

    /** Each of the two counts as 1 as long as the other one is set. */
    private static int machineCores(OptionalLong sockets, OptionalLong cores) {
        return sockets.isEmpty() && cores.isEmpty() ? 0 : (int) (sockets.orElse(1) * cores.orElse(1));
    }

    private static List<ConfiguredInterface> interfaces(
            JsonNode data, java.util.function.IntFunction<List<String>> addresses) {
        return IntStream.range(0, INTERFACES)
                .filter(index -> Tolerant.text(data, "net" + index) != null)
                .mapToObj(
                        index -> new ConfiguredInterface("net" + index, mac(net(data, index)), addresses.apply(index)))
                .toList();
    }

    private static Map<String, String> net(JsonNode data, int index) {
        return PropertyText.parse(Tolerant.text(data, "net" + index), "model");
    }

    /** {@code macaddr=} or {@code hwaddr=} where written so, else the value of the model key ({@code virtio=BC:24:…}). */
    private static String mac(Map<String, String> net) {
        return Stream.concat(Stream.of(net.get("macaddr"), net.get("hwaddr")), net.values().stream())
                .filter(Objects::nonNull)
                .filter(value -> MAC.matcher(value).matches())
                .findFirst()
                .map(mac -> mac.toUpperCase(Locale.ROOT))
                .orElse(null);
    }

    /** Cloud-init's {@code ipconfigN} belongs to {@code netN}. */
    private static List<String> machineAddresses(JsonNode data, int index) {
        return staticAddresses(PropertyText.parse(Tolerant.text(data, "ipconfig" + index), ""));
    }

    private static List<String> staticAddresses(Map<String, String> parts) {
        return Stream.of(parts.get("ip"), parts.get("ip6"))
                .filter(Objects::nonNull)
                .filter(value -> !value.matches("dhcp|auto|manual"))
                .map(Addresses::bare)
                .toList();
    }
}
