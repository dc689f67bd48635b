package io.labkeeper.worker.reconcile;

import io.labkeeper.inventory.Address;
import io.labkeeper.inventory.VmRecord;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;

/**
 * A change set as Postgres takes it, encoded before the transaction begins: the transaction goes on on an event loop.
 *
 * @param vms rows of {@code vm_inventory} as a JSON array
 * @param addresses rows of {@code vm_address} as a JSON array
 * @param gone vmids that are removed
 * @param touched vmids whose addresses are to be these and no others
 */
record Rows(String vms, String addresses, Integer[] gone, Integer[] touched) {

    static Rows of(ChangeSet set) {
        JsonArray vms = new JsonArray();
        JsonArray addresses = new JsonArray();
        for (VmRecord record : set.upserts()) {
            vms.add(VmRow.of(record));
            record.internal().addresses().forEach(address -> addresses.add(row(record, address)));
        }
        Stream<Integer> upserted =
                set.upserts().stream().map(record -> record.vm().vmid());
        return new Rows(
                vms.encode(),
                addresses.encode(),
                set.removals().toArray(Integer[]::new),
                Stream.concat(set.removals().stream(), upserted).toArray(Integer[]::new));
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
