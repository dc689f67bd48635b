package io.labkeeper.actions.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.action.ActionKind;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;

/** Reads the optional body {@code {"timeout": s, "force": bool, "overrule": bool}}; unknown members are ignored. */
final class PowerBody {

    /** In bytes. */
    private static final int LARGEST = 64 * 1024;

    /** In seconds; a guest that takes longer to obey is not going to. */
    private static final int LONGEST_TIMEOUT = 3600;

    private PowerBody() {}

    static PowerRequest read(ActionKind kind, int vmid, String cluster, byte[] body) {
        JsonNode json = json(body);
        return new PowerRequest(kind, vmid, cluster, timeout(json), flag(json, "force"), flag(json, "overrule"));
    }

    private static JsonNode json(byte[] body) {
        if (body == null || body.length == 0) {
            return InventoryJson.mapper().createObjectNode();
        }
        if (body.length > LARGEST) {
            throw new ProblemException(ProblemType.BODY_TOO_LARGE, "The body is larger than 64 KB.");
        }
        try {
            JsonNode json = InventoryJson.request(body);
            if (json.isMissingNode()) {
                return InventoryJson.mapper().createObjectNode();
            }
            if (!json.isObject()) {
                throw new ProblemException(ProblemType.INVALID_BODY, "The body must be a JSON object.");
            }
            return json;
        } catch (InventoryJson.UnreadableValue e) {
            throw new ProblemException(
                    ProblemType.INVALID_BODY, "The body is not JSON, or names a member more than once.");
        }
    }

    private static Integer timeout(JsonNode json) {
        JsonNode value = json.path("timeout");
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isInt() || value.intValue() < 1 || value.intValue() > LONGEST_TIMEOUT) {
            throw new ProblemException(
                    ProblemType.INVALID_BODY, "\"timeout\" must be whole seconds from 1 to " + LONGEST_TIMEOUT + ".");
        }
        return value.intValue();
    }

    private static boolean flag(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw new ProblemException(ProblemType.INVALID_BODY, "\"" + name + "\" must be true or false.");
        }
        return value.booleanValue();
    }
}
