package io.labkeeper.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads what a node says of a guest's state, of tasks and of its own clock. */
final class TaskReader {

    private TaskReader() {}

    static GuestStatus status(JsonNode data) {
        String status = Tolerant.text(data, "status");
        if (status == null) {
            throw new ProxmoxException.Malformed("the guest's state has no \"status\"", null);
        }
        return new GuestStatus(
                status,
                Tolerant.text(data, "qmpstatus"),
                Tolerant.text(data, "name"),
                Tolerant.text(data, "lock"),
                Tolerant.flag(data.path("ha"), "managed"),
                Tolerant.flag(data, "template"),
                Tolerant.whole(data, "uptime"),
                Tolerant.decimal(data, "cpu"),
                Tolerant.whole(data, "mem"),
                Tolerant.whole(data, "maxmem"));
    }

    static Upid upid(JsonNode data) {
        try {
            return Upid.parse(data.asText());
        } catch (IllegalArgumentException e) {
            throw new ProxmoxException.Malformed("the answer to an order names no task", e);
        }
    }

    static TaskStatus task(JsonNode data) {
        String status = Tolerant.text(data, "status");
        if ("running".equals(status)) {
            return new TaskStatus(true, null);
        }
        if (!"stopped".equals(status)) {
            throw new ProxmoxException.Malformed("the task is neither running nor stopped", null);
        }
        String exit = Tolerant.text(data, "exitstatus");
        return new TaskStatus(false, exit == null ? "unexpected status" : exit);
    }

    /** Rows without a readable UPID are skipped: one of them must not hide the others. */
    static List<TaskSummary> tasks(JsonNode data) {
        if (!data.isArray()) {
            throw new ProxmoxException.Malformed("the tasks are not a list", null);
        }
        List<TaskSummary> tasks = new ArrayList<>();
        data.forEach(row -> addTask(tasks, row));
        tasks.sort(Comparator.comparingLong((TaskSummary task) -> task.upid().startTime())
                .reversed());
        return List.copyOf(tasks);
    }

    private static void addTask(List<TaskSummary> tasks, JsonNode row) {
        try {
            tasks.add(new TaskSummary(Upid.parse(Tolerant.text(row, "upid")), listed(row)));
        } catch (IllegalArgumentException notAUpid) {
            // the worker of a future release may write other identities
        }
    }

    /** In a list the exit text is in {@code status}; a task at work has no end time and, at most, the word RUNNING. */
    private static TaskStatus listed(JsonNode row) {
        String status = Tolerant.text(row, "status");
        boolean ended = Tolerant.whole(row, "endtime").isPresent();
        if (!ended && (status == null || status.equalsIgnoreCase("running"))) {
            return new TaskStatus(true, null);
        }
        return new TaskStatus(false, status == null ? "unexpected status" : status);
    }

    static long time(JsonNode data) {
        return Tolerant.whole(data, "time")
                .orElseThrow(() -> new ProxmoxException.Malformed("the node names no time", null));
    }
}
