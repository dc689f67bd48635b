package io.labkeeper.reader.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.Vm;
import io.labkeeper.inventory.VmRecord;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;

/**
 * A VM in the view: its record, and the part of its JSON that does not depend on the moment, ready as bytes.
 */
public final class VmEntry {
    private final VmRecord record;
    private final byte[] state;
    private final String searchable;

    private VmEntry(VmRecord record, byte[] state, String searchable) {
        this.record = record;
        this.state = state;
        this.searchable = searchable;
    }

    static VmEntry of(VmRecord record) {
        Vm vm = record.vm();
        String searchable =
                (vm.name() + "\n" + (vm.ip() == null ? "" : vm.ip()) + "\n" + vm.vmid()).toLowerCase(Locale.ROOT);
        return new VmEntry(record, stateOf(vm), searchable);
    }

    public VmRecord record() {
        return record;
    }

    public Vm vm() {
        return record.vm();
    }

    /** The VM's JSON object without its closing brace: more members follow. Do not change it. */
    public byte[] state() {
        return state;
    }

    /** The same for a VM whose status is not the one observed, because an action's outcome lies over it. */
    public static byte[] stateOf(Vm vm) {
        try {
            byte[] whole = InventoryJson.mapper().writeValueAsBytes(vm);
            return Arrays.copyOf(whole, whole.length - 1);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether the text is part of the VM's name, address or number.
     *
     * @param lowerCase in lower case
     */
    public boolean contains(String lowerCase) {
        return searchable.contains(lowerCase);
    }
}
