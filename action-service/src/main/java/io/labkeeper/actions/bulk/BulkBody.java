package io.labkeeper.actions.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.selection.Selector;
import io.labkeeper.actions.selection.SelectorBody;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Reads {@code {"action": …, "vms": […]}} or {@code {"action": …, "selector": {…}}}, with the options of a single action; unknown members
 * are ignored.
 */
final class BulkBody {

    /** In seconds; a guest that takes longer to obey is not going to. */
    private static final int LONGEST_TIMEOUT = 3600;

    private BulkBody() {}

    /** @throws ProblemException 400 naming what cannot be */
    static BulkRequest read(byte[] body) {
        JsonNode json = json(body);
        return new BulkRequest(kind(json), selector(json), timeout(json), flag(json, "force"), flag(json, "overrule"));
    }

    private static JsonNode json(byte[] body) {
        try {
            JsonNode json = InventoryJson.request(body);
            if (!json.isObject()) {
                throw bad("The body must be a JSON object.");
            }
            return json;
        } catch (InventoryJson.UnreadableValue e) {
            throw bad("The body is not JSON, or names a member more than once.");
        }
    }

    private static ActionKind kind(JsonNode json) {
        String word = json.path("action").asText();
        try {
            return ActionKind.ofWord(word);
        } catch (IllegalArgumentException e) {
            String known =
                    Arrays.stream(ActionKind.values()).map(ActionKind::word).collect(Collectors.joining(", "));
            throw bad("\"action\" must be one of " + known + ".");
        }
    }

    private static Selector selector(JsonNode json) {
        boolean listed = json.hasNonNull("vms");
        if (listed == json.hasNonNull("selector")) {
            throw bad("The body must have either \"vms\" or \"selector\".");
        }
        return listed ? SelectorBody.listed(json.get("vms")) : SelectorBody.read(json.get("selector"));
    }

    private static Integer timeout(JsonNode json) {
        if (!json.hasNonNull("timeout")) {
            return null;
        }
        JsonNode value = json.get("timeout");
        if (!value.isInt() || value.intValue() < 1 || value.intValue() > LONGEST_TIMEOUT) {
            throw bad("\"timeout\" must be whole seconds from 1 to " + LONGEST_TIMEOUT + ".");
        }
        return value.intValue();
    }

    private static boolean flag(JsonNode json, String name) {
        if (!json.hasNonNull(name)) {
            return false;
        }
        if (!json.get(name).isBoolean()) {
            throw bad("\"" + name + "\" must be true or false.");
        }
        return json.get(name).booleanValue();
    }

    private static ProblemException bad(String detail) {
        return new ProblemException(ProblemType.INVALID_BODY, detail);
    }
}
