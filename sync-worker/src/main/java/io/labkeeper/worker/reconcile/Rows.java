package io.labkeeper.worker.reconcile;

import io.labkeeper.inventory.Address;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.VmRecord;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A change set as Postgres takes it, encoded before the transaction begins: the transaction goes on on an event loop.
 *
 * @param vms records of {@code vm_inventory}, as JSON, in order of their vmids
 * @param addresses rows of {@code vm_address} as a JSON array
 * @param gone vmids that are removed
 * @param touched vmids whose addresses are to be these and no others
 */
record Rows(String[] vms, String addresses, Integer[] gone, Integer[] touched) {

    static Rows of(ChangeSet set) {
        List<VmRecord> ordered = set.upserts().stream()
                .sorted(Comparator.comparing(record -> record.vm().vmid()))
                .toList();
        JsonArray addresses = new JsonArray();
        ordered.forEach(
                record -> record.internal().addresses().forEach(address -> addresses.add(row(record, address))));
        return new Rows(
                ordered.stream().map(InventoryJson::write).toArray(String[]::new),
                addresses.encode(),
                set.removals().toArray(Integer[]::new),
                Stream.concat(set.removals().stream(), ordered.stream().map(record -> record.vm()
                                .vmid()))
                        .toArray(Integer[]::new));
    }

    private static JsonObject row(VmRecord record, Address address) {
        return new JsonObject()
                .put("vmid", record.vm().vmid())
                .put("mac", address.mac() == null ? "" : address.mac())
                .put("ip", address.ip())
                .put("source", address.source())
                .put("seen_at", address.seenAt().toString());
    }
}
