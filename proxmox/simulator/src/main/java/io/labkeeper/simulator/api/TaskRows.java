package io.labkeeper.simulator.api;

import io.labkeeper.simulator.task.Task;
import io.labkeeper.simulator.task.Upid;
import io.vertx.core.json.JsonObject;

/** How tasks look in lists and by themselves. */
final class TaskRows {

    private TaskRows() {}

    /** A row of a list: finished tasks carry their outcome in {@code status}. */
    static JsonObject row(Task task) {
        JsonObject row = basics(task.upid());
        if (!task.running()) {
            row.put("endtime", task.endTime()).put("status", task.exitStatus());
        }
        return row;
    }

    /** The answer of {@code …/status}: the outcome is in {@code exitstatus}, which is missing while it runs. */
    static JsonObject status(Task task) {
        JsonObject status = basics(task.upid()).put("status", task.running() ? "running" : "stopped");
        if (!task.running()) {
            status.put("exitstatus", task.exitStatus());
        }
        return status;
    }

    private static JsonObject basics(Upid upid) {
        JsonObject row = new JsonObject()
                .put("upid", upid.toString())
                .put("node", upid.node())
                .put("pid", upid.pid())
                .put("pstart", upid.pstart())
                .put("starttime", upid.startTime())
                .put("type", upid.type())
                .put("id", upid.id());
        int token = upid.user().indexOf('!');
        if (token < 0) {
            return row.put("user", upid.user());
        }
        return row.put("user", upid.user().substring(0, token))
                .put("tokenid", upid.user().substring(token + 1));
    }
}
