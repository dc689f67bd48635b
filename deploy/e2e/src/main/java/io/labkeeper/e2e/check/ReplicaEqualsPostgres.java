package io.labkeeper.e2e.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.api.VmRef;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Every field of state that Postgres holds of a VM stands the same in the replica's answer, and neither has a VM more. */
public final class ReplicaEqualsPostgres {

    private ReplicaEqualsPostgres() {}

    /**
     * @param replica for messages
     * @param shown VMs as the replica shows them to an administrator, templates too
     * @param stored the state part of the rows in Postgres
     * @return one line for each difference
     */
    public static List<String> differences(String replica, Map<VmRef, JsonNode> shown, Map<VmRef, JsonNode> stored) {
        List<String> differences = new ArrayList<>();
        Set<VmRef> all = new TreeSet<>(shown.keySet());
        all.addAll(stored.keySet());
        for (VmRef vm : all) {
            if (!stored.containsKey(vm)) {
                differences.add(replica + " shows " + vm + ", which Postgres does not hold");
            } else if (!shown.containsKey(vm)) {
                differences.add(replica + " does not show " + vm);
            } else {
                differences.addAll(fields(replica + " " + vm, shown.get(vm), stored.get(vm)));
            }
        }
        return differences;
    }

    private static List<String> fields(String where, JsonNode shown, JsonNode stored) {
        List<String> differences = new ArrayList<>();
        for (Iterator<Map.Entry<String, JsonNode>> fields = stored.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            JsonNode value = shown.path(field.getKey());
            if (!equal(value, field.getValue())) {
                differences.add(where + "." + field.getKey() + " is " + value + ", in Postgres " + field.getValue());
            }
        }
        return differences;
    }

    // A field may be left out where it is null; 1 and 1.0 are the same number.
    private static boolean equal(JsonNode shown, JsonNode stored) {
        if (shown.isMissingNode() || shown.isNull()) {
            return stored.isNull();
        }
        if (shown.isNumber() && stored.isNumber()) {
            return shown.decimalValue().compareTo(stored.decimalValue()) == 0;
        }
        return shown.equals(stored);
    }
}
