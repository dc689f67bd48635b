package io.labkeeper.actions.selection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.VmKey;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Which VMs are meant. A class, a tag or a cluster stands for those of its VMs that the caller may act on when it is resolved, templates
 * left out; a list stands for itself. The JSON form is read by {@link SelectorBody}.
 */
public sealed interface Selector {

    /** The most VMs that one selector may stand for. */
    int MOST = 1_000;

    /** The form {@code {"class": …}}, {@code {"tag": …}}, {@code {"cluster": …}} or {@code {"vms": […]}}; equal selectors give equal texts. */
    JsonNode json();

    /** The VMs of a class: all for its teachers, and for a member those that are theirs. */
    record OfClass(String classId) implements Selector {
        @Override
        public JsonNode json() {
            return InventoryJson.mapper().createObjectNode().put("class", classId);
        }
    }

    /** The VMs with this tag, in all clusters. */
    record OfTag(String tag) implements Selector {
        @Override
        public JsonNode json() {
            return InventoryJson.mapper().createObjectNode().put("tag", tag);
        }
    }

    record OfCluster(String clusterId) implements Selector {
        @Override
        public JsonNode json() {
            return InventoryJson.mapper().createObjectNode().put("cluster", clusterId);
        }
    }

    /** These VMs, in this order, each once. */
    record Listed(List<VmKey> vms) implements Selector {
        public Listed {
            vms = List.copyOf(new LinkedHashSet<>(vms));
        }

        @Override
        public JsonNode json() {
            ObjectNode selector = InventoryJson.mapper().createObjectNode();
            ArrayNode list = selector.putArray("vms");
            vms.stream().sorted().forEach(vm -> list.addObject()
                    .put("cluster_id", vm.clusterId())
                    .put("vmid", vm.vmid()));
            return selector;
        }
    }
}
