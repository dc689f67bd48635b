package io.labkeeper.reader.view;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.VmRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;

/** Gives QEMU guests of an unknown system the category under which they are to be shown. */
@ApplicationScoped
class UnknownSystems {
    private static final String UNKNOWN = "other";

    private final String category;

    UnknownSystems(InventoryConfig config) {
        this.category = config.unknownCategory();
    }

    /** What a store holds, as it is to be shown; null for null. */
    ClusterInventory shown(ClusterInventory loaded) {
        if (loaded == null || category.equals(UNKNOWN)) {
            return loaded;
        }
        Map<Integer, VmRecord> vms = new TreeMap<>();
        loaded.vms().forEach((vmid, record) -> vms.put(vmid, shown(record)));
        return new ClusterInventory(loaded.head(), vms, loaded.metrics());
    }

    private VmRecord shown(VmRecord record) {
        boolean unknown =
                record.vm().type().equals("qemu") && record.vm().category().equals(UNKNOWN);
        return unknown
                ? new VmRecord(record.revision(), record.vm().withCategory(category), record.internal())
                : record;
    }
}
