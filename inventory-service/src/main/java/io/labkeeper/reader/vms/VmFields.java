package io.labkeeper.reader.vms;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.labkeeper.inventory.InventoryJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The members that a client wants of each VM. */
final class VmFields {
    private static final int LONGEST = 1_000;

    /** All members of a VM in a list, as the contract has them. */
    static final List<String> ALL = List.of(
            "cluster_id",
            "cluster_name",
            "vmid",
            "name",
            "node",
            "status",
            "ip",
            "ip_source",
            "ip_updated_at",
            "mac",
            "type",
            "category",
            "memory",
            "cores",
            "disk_size",
            "uptime",
            "cpu_usage",
            "memory_usage",
            "is_template",
            "tags",
            "lock",
            "rdp_available",
            "ssh_available",
            "last_updated",
            "last_status_check",
            "sync_error",
            "stale",
            "stale_reason",
            "pending_action");

    /** Null for all of them. */
    private final Set<String> wanted;

    private VmFields(Set<String> wanted) {
        this.wanted = wanted;
    }

    static VmFields of(Parameters parameters) {
        String text = parameters.one("fields", LONGEST);
        if (text == null) {
            return new VmFields(null);
        }
        List<String> names =
                Arrays.stream(text.split(",", -1)).map(String::trim).toList();
        for (String name : names) {
            if (!ALL.contains(name)) {
                throw Parameters.refused(
                        "fields", text, "\"" + shortened(name) + "\" is none of " + String.join(", ", ALL));
            }
        }
        return new VmFields(Set.copyOf(Set.of(names.stream().distinct().toArray(String[]::new))));
    }

    private static String shortened(String name) {
        return name.length() > 40 ? name.substring(0, 40) + "…" : name;
    }

    boolean all() {
        return wanted == null;
    }

    /** The VM with these members alone. */
    ShownVm trim(ShownVm vm) {
        return all() ? vm : ShownVm.of(trimmed(vm.json()), vm.stale());
    }

    private byte[] trimmed(byte[] json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length);
        try (JsonParser from = InventoryJson.mapper().getFactory().createParser(json);
                JsonGenerator to = InventoryJson.mapper().getFactory().createGenerator(bytes)) {
            from.nextToken();
            to.writeStartObject();
            while (from.nextToken() == JsonToken.FIELD_NAME) {
                String name = from.currentName();
                from.nextToken();
                if (wanted.contains(name)) {
                    to.writeFieldName(name);
                    to.copyCurrentStructure(from);
                } else {
                    from.skipChildren();
                }
            }
            to.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
