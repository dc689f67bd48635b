package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Json;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.lab.Redis;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** What a roll-out leaves behind that was taken back: an action was begun whose kind no process knows any more. */
public final class KindOfANewerRelease implements Scenario {
    private static final String FEED = "labkeeper:feed";
    private static final Duration ENDED = Duration.ofSeconds(30);
    private static final Duration LOOKED_AT = Duration.ofSeconds(2);

    /** It has waited for longer than any action may. */
    private static final String LEFT_BEHIND = """
            INSERT INTO action (id, cluster_id, vmid, kind, state, node, sent, requested_by, requested_at, submitting_at, updated_at)
            SELECT ?::uuid, ?, ?, 'hibernate', 'submitting', 'pve1', 1, 'lab', t, t, t
              FROM (SELECT clock_timestamp() - interval '1 hour') past (t)""";

    @Override
    public String id() {
        return "A-08";
    }

    @Override
    public String promise() {
        return "an action whose kind no running release knows ends as unknown after the longest wait, and its VM is looked at"
                + " at once";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        VmRef vm = bench.guests().stopped();
        String id = UUID.randomUUID().toString();
        try (Redis feed = bench.lab().redis()) {
            feed.ask("SUBSCRIBE", FEED);
            bench.postgres().run(LEFT_BEHIND, id, vm.cluster(), vm.vmid());
            JsonNode wanted = await(feed, ENDED, message -> is("refresh", id, message));
            long asked = System.nanoTime();
            findings.expect(
                    vm.cluster().equals(wanted.path("cluster").asText())
                            && vm.vmid() == wanted.path("vmid").asInt(),
                    "its end asks for a look at " + vm + ": " + wanted);
            await(feed, LOOKED_AT.multipliedBy(5), message -> is("refreshed", id, message));
            findings.within("the worker has looked after", Duration.ofNanos(System.nanoTime() - asked), LOOKED_AT);
        }
        String state = bench.actor().action(id).path("state").asText();
        findings.expect("unknown".equals(state), "the action is " + state);
    }

    private static boolean is(String kind, String id, JsonNode message) {
        return kind.equals(message.path("kind").asText())
                && id.equals(message.path("id").asText());
    }

    private static JsonNode await(Redis feed, Duration limit, Predicate<JsonNode> wanted) {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            List<String> message = feed.next(Duration.ofNanos(end - System.nanoTime()));
            if (message.size() == 3) {
                JsonNode said = Json.parse(message.get(2));
                if (wanted.test(said)) {
                    return said;
                }
            }
        }
        throw new ProveException("nothing of it was heard within " + limit.toSeconds() + " s");
    }
}
