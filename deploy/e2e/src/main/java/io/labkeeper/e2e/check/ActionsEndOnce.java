package io.labkeeper.e2e.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.load.History.Accepted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Every action that was accepted ends, within two minutes, and has one end only: one line in the audit trail, and the same answer
 * from every replica of the action service.
 */
public final class ActionsEndOnce {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled", "superseded", "unknown");

    private final Supplier<Map<String, Long>> recordedEnds;
    private final List<Api> replicas;

    /**
     * @param recordedEnds how many ends the audit trail holds of each action, by its id
     * @param replicas of the action service, asked as an administrator
     */
    public ActionsEndOnce(Supplier<Map<String, Long>> recordedEnds, List<Api> replicas) {
        this.recordedEnds = recordedEnds;
        this.replicas = List.copyOf(replicas);
    }

    public CheckResult check(List<Accepted> accepted) {
        List<String> violations = new ArrayList<>();
        List<Accepted> ended = new ArrayList<>();
        for (Accepted action : accepted) {
            try {
                Eventually.happens("the end of action " + action.id(), LIMIT, () -> ended(replicas.get(0), action));
                ended.add(action);
            } catch (ProveException e) {
                violations.add(action.kind() + " of " + action.vm() + ": " + e.getMessage());
            }
        }
        Map<String, Long> ends = recordedEnds.get();
        ended.forEach(action -> violations.addAll(oneEnd(action, ends.getOrDefault(action.id(), 0L))));
        return CheckResult.of(accepted.size(), "accepted actions", violations);
    }

    private static boolean ended(Api replica, Accepted action) {
        return ENDED.contains(replica.action(action.id()).path("state").asText());
    }

    private List<String> oneEnd(Accepted action, long recorded) {
        List<String> violations = new ArrayList<>();
        if (recorded != 1) {
            violations.add("action " + action.id() + " has " + recorded + " recorded ends");
        }
        List<JsonNode> answers =
                replicas.stream().map(replica -> replica.action(action.id())).toList();
        if (answers.stream().distinct().count() != 1) {
            violations.add("the replicas differ about action " + action.id() + ": " + answers);
        }
        return violations;
    }
}
