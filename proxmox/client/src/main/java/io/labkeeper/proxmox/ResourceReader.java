package io.labkeeper.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads what is said of the cluster as a whole: its resources and the token's rights. */
final class ResourceReader {

    /** ACL paths that stand for everything below: rights there count only if they are passed down. */
    private static final Set<String> CONTAINERS = Set.of("/", "/access", "/nodes", "/pool", "/sdn", "/storage", "/vms");

    private ResourceReader() {}

    /**
     * Rows that are neither guest nor node (storage, sdn, network, pool, whatever comes) are skipped; a guest without a readable
     * number or node spoils the whole list.
     */
    static ClusterResources resources(JsonNode data) {
        if (!data.isArray()) {
            throw new ProxmoxException.Malformed("the resources are not a list", null);
        }
        List<GuestRow> guests = new ArrayList<>();
        List<NodeRow> nodes = new ArrayList<>();
        for (JsonNode row : data) {
            guest(row).ifPresent(guests::add);
            node(row).ifPresent(nodes::add);
        }
        return new ClusterResources(List.copyOf(guests), List.copyOf(nodes));
    }

    private static Optional<NodeRow> node(JsonNode row) {
        String name = Tolerant.text(row, "node");
        return "node".equals(Tolerant.text(row, "type")) && name != null
                ? Optional.of(new NodeRow(name, wordOr(Tolerant.text(row, "status"), "unknown")))
                : Optional.empty();
    }

    private static Optional<GuestRow> guest(JsonNode row) {
        String type = Tolerant.text(row, "type");
        String node = Tolerant.text(row, "node");
        Optional<GuestType> kind = Arrays.stream(GuestType.values())
                .filter(k -> k.word().equals(type))
                .findFirst();
        int vmid = (int) Tolerant.whole(row, "vmid").orElseGet(() -> vmidOf(Tolerant.text(row, "id")));
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        if (node == null || vmid <= 0) {
            // Left out, it would look like a guest that is gone.
            throw new ProxmoxException.Malformed("the list has a guest whose number or node cannot be read", null);
        }
        return Optional.of(guest(row, new GuestRef(node, kind.get(), vmid)));
    }

    private static GuestRow guest(JsonNode row, GuestRef ref) {
        return new GuestRow(
                ref,
                Tolerant.text(row, "name"),
                wordOr(Tolerant.text(row, "status"), "unknown"),
                Tolerant.flag(row, "template"),
                Tolerant.whole(row, "uptime"),
                Tolerant.decimal(row, "cpu"),
                Tolerant.decimal(row, "maxcpu"),
                Tolerant.whole(row, "mem"),
                Tolerant.whole(row, "maxmem"),
                Tolerant.whole(row, "maxdisk"),
                Tolerant.text(row, "lock"),
                tags(Tolerant.text(row, "tags")),
                Tolerant.text(row, "pool"),
                Tolerant.text(row, "hastate"));
    }

    /** "qemu/100" says the number too. */
    private static long vmidOf(String id) {
        return id != null && id.matches("(qemu|lxc)/\\d{1,9}") ? Long.parseLong(id.substring(id.indexOf('/') + 1)) : 0;
    }

    /** Written with ';', but Proxmox's own parser takes commas and blanks as well. */
    static List<String> tags(String text) {
        return text == null
                ? List.of()
                : List.copyOf(Arrays.stream(text.split("[;,\\s]+"))
                        .filter(tag -> !tag.isEmpty())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** The value beside a privilege says whether it is passed down to what lies below, not whether it is held. */
    static Permissions permissions(JsonNode data) {
        if (!data.isObject() && !(data.isArray() && data.isEmpty())) {
            throw new ProxmoxException.Malformed("the permissions are not a map", null);
        }
        Map<String, Set<String>> byPath = new TreeMap<>();
        data.fields().forEachRemaining(path -> byPath.put(path.getKey(), held(path.getKey(), path.getValue())));
        return new Permissions(Map.copyOf(byPath));
    }

    private static Set<String> held(String path, JsonNode privileges) {
        Set<String> held = new TreeSet<>();
        privileges.fieldNames().forEachRemaining(held::add);
        if (CONTAINERS.contains(path)) {
            held.removeIf(privilege -> !Tolerant.flag(privileges, privilege));
        }
        return Set.copyOf(held);
    }

    private static String wordOr(String word, String otherwise) {
        return word == null ? otherwise : word;
    }
}
