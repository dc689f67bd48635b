package io.labkeeper.actions.selection;

import io.labkeeper.inventory.VmKey;
import java.util.List;
import java.util.Map;

/**
 * What a selector has come to for one caller, at one moment.
 *
 * @param asked the VMs that are meant, each once: a list's in its own order, others in order of cluster and number
 * @param found those of them that the caller may act on; one that is not there looks like one that does not exist
 * @param teacher whether the caller has any of them as a teacher of its class
 */
public record Selection(List<VmKey> asked, Map<VmKey, Target> found, boolean teacher) {

    public Selection {
        asked = List.copyOf(asked);
        found = Map.copyOf(found);
    }

    /**
     * A VM that may be acted on.
     *
     * @param node where the inventory has it
     * @param birth which VM it is, should its number be used again; null if not known yet
     */
    public record Target(VmKey vm, String node, String birth) {}

    public int size() {
        return asked.size();
    }
}
