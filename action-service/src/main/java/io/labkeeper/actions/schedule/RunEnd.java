package io.labkeeper.actions.schedule;

import io.labkeeper.actions.bulk.Batch;
import io.labkeeper.actions.bulk.Batch.Result;
import io.labkeeper.actions.bulk.Batch.Verdict;
import io.labkeeper.inventory.VmKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * How a run ends.
 *
 * @param state {@code submitted} or {@code failed}
 * @param batchId null without actions
 * @param errorCode stable; null if it went well
 */
record RunEnd(String state, UUID batchId, JsonObject counts, JsonArray refused, String errorCode, String errorMessage) {

    /** @param replaced VMs of the list whose numbers are those of other VMs by now */
    static RunEnd of(Batch batch, List<VmKey> replaced) {
        Map<String, Integer> counts = new TreeMap<>();
        JsonArray refused = new JsonArray();
        for (Result result : batch.results()) {
            counts.merge(result.result().word(), 1, Integer::sum);
            if (result.result() != Verdict.ACCEPTED) {
                refused.add(
                        line(result.clusterId(), result.vmid(), result.result().word()));
            }
        }
        for (VmKey vm : replaced) {
            counts.merge(Verdict.NOT_FOUND.word(), 1, Integer::sum);
            refused.add(line(vm.clusterId(), vm.vmid(), Verdict.NOT_FOUND.word()));
        }
        JsonObject totals = new JsonObject();
        counts.forEach(totals::put);
        return batch.results().isEmpty()
                ? new RunEnd(
                        "failed",
                        null,
                        totals,
                        refused,
                        "no_vms",
                        "The selector means no VM that the owner may act on.")
                : new RunEnd("submitted", batch.id(), totals, refused, null, null);
    }

    private static JsonObject line(String cluster, int vmid, String result) {
        return new JsonObject().put("cluster_id", cluster).put("vmid", vmid).put("result", result);
    }

    static RunEnd failed(String code, String message) {
        return new RunEnd("failed", null, new JsonObject(), new JsonArray(), code, message);
    }

    /** An earlier try has asked for it, when the list meant other VMs than now. */
    static RunEnd askedBefore() {
        return new RunEnd("submitted", null, new JsonObject(), new JsonArray(), null, null);
    }
}
