package io.labkeeper.actions.bulk;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.actions.audit.AuditLine;
import io.labkeeper.actions.bulk.Batch.Result;
import io.labkeeper.actions.bulk.Batch.Verdict;
import io.labkeeper.actions.selection.Selection;
import io.labkeeper.actions.selection.Selection.Target;
import io.labkeeper.inventory.VmKey;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A request on its way into the database: what has been decided about which VM so far. Used by one transaction. */
final class Booking {

    /** An action that was there already. @param kind as a word: it may be one of a newer release */
    record Open(UUID id, String kind, boolean force) {}

    private final UUID id;
    private final BulkRequest request;
    private final Selection selection;
    private final Map<VmKey, Result> decided = new HashMap<>();
    private final Map<VmKey, UUID> made = new HashMap<>();
    private final List<ActionNotice> notices = new ArrayList<>();

    Booking(UUID id, BulkRequest request, Selection selection) {
        this.id = id;
        this.request = request;
        this.selection = selection;
    }

    UUID id() {
        return id;
    }

    BulkRequest request() {
        return request;
    }

    Selection selection() {
        return selection;
    }

    /** In order of VMs. */
    List<Target> undecided() {
        return selection.found().values().stream()
                .filter(target -> !decided.containsKey(target.vm()))
                .sorted((one, other) -> one.vm().compareTo(other.vm()))
                .toList();
    }

    /** An action was inserted. */
    void inserted(VmKey vm, UUID action, Instant at) {
        made.put(vm, action);
        decide(vm, Verdict.ACCEPTED, action, request.kind().word());
        notices.add(new ActionNotice(
                action.toString(), vm.clusterId(), vm.vmid(), request.kind(), ActionPhase.ACCEPTED, 1, null, at));
    }

    /** One was open. A shutdown by force is another wish than one that waits. */
    void found(VmKey vm, Open open) {
        boolean same = open.kind().equals(request.kind().word()) && open.force() == request.force();
        decide(vm, same ? Verdict.ACCEPTED : Verdict.CONFLICT, open.id(), open.kind());
    }

    private void decide(VmKey vm, Verdict verdict, UUID action, String kind) {
        decided.put(vm, new Result(vm.clusterId(), vm.vmid(), verdict, action, kind));
    }

    /** What readers must be told once it is committed. */
    List<ActionNotice> notices() {
        return List.copyOf(notices);
    }

    Batch batch() {
        List<Result> results = selection.asked().stream()
                .map(vm -> decided.containsKey(vm) ? decided.get(vm) : Result.notFound(vm))
                .toList();
        return new Batch(id, request.kind().word(), true, results);
    }

    /** A line for the request, and one for each VM. */
    List<AuditLine> trail() {
        Batch batch = batch();
        JsonObject ofBatch = new JsonObject().put("batch_id", id.toString());
        List<AuditLine> lines = new ArrayList<>();
        lines.add(BulkAudit.asked(
                request, "accepted", ofBatch.copy().put("vms", selection.size()).put("accepted", batch.accepted())));
        for (Result result : batch.results()) {
            lines.add(new AuditLine(
                    "action_asked",
                    result.actionId(),
                    result.clusterId(),
                    result.vmid(),
                    request.kind().word(),
                    word(result),
                    ofBatch));
        }
        return lines;
    }

    private String word(Result result) {
        return switch (result.result()) {
            case ACCEPTED ->
                result.actionId().equals(made.get(new VmKey(result.clusterId(), result.vmid())))
                        ? "accepted"
                        : "accepted_before";
            case CONFLICT -> "refused_conflict";
            case NOT_FOUND -> "refused_not_found";
        };
    }
}
