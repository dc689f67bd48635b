package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Many schedules come due in the same minute, and one of two replicas is killed while it works on them. */
public final class SchedulesOfOneMinute implements Scenario {
    private static final int SCHEDULES = 200;

    /** So many have been dealt with when the replica is killed. */
    private static final int BEFORE = 20;

    private static final Duration AHEAD = Duration.ofSeconds(75);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Override
    public String id() {
        return "A-07";
    }

    @Override
    public String promise() {
        return SCHEDULES
                + " schedules due in the same minute, one of two action-services killed with -9 in it: each run happens once";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Api operator = bench.gateway("operator");
        Instant due = bench.database().now().plus(AHEAD).truncatedTo(ChronoUnit.MINUTES);
        List<String> schedules = new ArrayList<>();
        try {
            VmRef running = running(operator);
            for (int i = 0; i < SCHEDULES; i++) {
                schedules.add(made(operator, due, running));
            }
            Eventually.happens("the first runs", AHEAD.plus(LIMIT), () -> ended(bench, due) >= BEFORE);
            bench.lab().kill("action-service-1");
            Duration took = Eventually.happens("the last run", LIMIT, () -> ended(bench, due) >= SCHEDULES);
            findings.note("all runs dealt with " + took.toMillis() + " ms after the kill");
            bench.lab().repair();
            once(operator, schedules, due, findings);
            findings.expect(
                    bench.database().batchesOfSchedules(due) == SCHEDULES,
                    bench.database().batchesOfSchedules(due) + " requests for actions came of it");
        } finally {
            bench.lab().repair();
            schedules.forEach(schedule -> operator.delete("/api/schedules/" + schedule));
        }
    }

    /** A wish that is met already ends without an order, so that nobody's VM is touched. */
    private static VmRef running(Api operator) {
        return operator.vms("?status=running").keySet().stream()
                .findFirst()
                .orElseThrow(() -> new ProveException("no VM runs"));
    }

    private static String made(Api operator, Instant due, VmRef vm) {
        OffsetDateTime at = due.atOffset(ZoneOffset.UTC);
        String body = """
                {"name": "A-07", "cron": "%d %d * * *", "time_zone": "UTC", "action": "start",
                 "selector": {"vms": [{"cluster_id": "%s", "vmid": %d}]}}""".formatted(at.getMinute(), at.getHour(), vm.cluster(), vm.vmid());
        Answer answer = operator.post("/api/schedules", null, body);
        if (answer.status() != 201) {
            throw new ProveException("making a schedule answered " + answer.status() + ": " + answer.body());
        }
        return answer.json().path("id").asText();
    }

    private static long ended(Bench bench, Instant due) {
        return bench.database().endedRuns(due);
    }

    private static void once(Api operator, List<String> schedules, Instant due, Findings findings) {
        Set<String> batches = new HashSet<>();
        int good = 0;
        for (String schedule : schedules) {
            JsonNode runs =
                    operator.get("/api/schedules/" + schedule + "/runs").json().path("runs");
            JsonNode run = runs.path(0);
            boolean once = runs.size() == 1
                    && run.path("state").asText().equals("submitted")
                    && Instant.parse(run.path("due_at").asText()).equals(due)
                    && batches.add(run.path("batch_id").asText());
            good += once ? 1 : 0;
        }
        findings.expect(good == schedules.size(), good + " of " + schedules.size() + " schedules ran once");
    }
}
