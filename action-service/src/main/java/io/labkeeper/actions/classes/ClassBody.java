package io.labkeeper.actions.classes;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads {@code {"name": …, "teachers": […], "members": […], "vms": […]}}; unknown members are ignored, twice the same is once. */
final class ClassBody {

    /** Ids are part of paths. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final Pattern CLUSTER = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");
    private static final int LONGEST_NAME = 200;

    /** Of API keys, which own no VMs. */
    private static final String KEY_PREFIX = "key:";

    private static final int LOWEST_VMID = 100;
    private static final int HIGHEST_VMID = 999_999_999;

    private final ClassesConfig limits;

    ClassBody(ClassesConfig limits) {
        this.limits = limits;
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /**
     * @param id from the path
     * @throws ProblemException naming what is wrong with which member
     */
    ClassWish read(String id, byte[] body) {
        if (!isId(id)) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "The class \"" + id + "\" cannot be named so: 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-',"
                            + " a letter or digit first.");
        }
        JsonNode json = object(body);
        JsonNode sameId = json.path("id");
        if (given(sameId) && !id.equals(sameId.asText(null))) {
            throw bad("id", sameId, "is not that of the path");
        }
        return new ClassWish(
                given(json.path("name")) ? text("name", json.path("name")) : null,
                set("teachers", json, limits.teachers(), user -> username("teachers", user)),
                set("members", json, limits.members(), user -> username("members", user)),
                set("vms", json, limits.vms(), ClassBody::vm));
    }

    private static JsonNode object(byte[] body) {
        try {
            JsonNode json = InventoryJson.request(body);
            if (!json.isObject()) {
                throw new ProblemException(ProblemType.INVALID_BODY, "The body must be a JSON object.");
            }
            return json;
        } catch (InventoryJson.UnreadableValue e) {
            throw new ProblemException(
                    ProblemType.INVALID_BODY, "The body is not JSON, or names a member more than once.");
        }
    }

    private static boolean given(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }

    private static <T> Set<T> set(String member, JsonNode json, int most, Function<JsonNode, T> reader) {
        JsonNode list = json.path(member);
        if (!given(list)) {
            return null;
        }
        if (!list.isArray()) {
            throw bad(member, list, "must be a list");
        }
        Set<T> set = new LinkedHashSet<>();
        list.forEach(value -> set.add(reader.apply(value)));
        if (set.size() > most) {
            throw new ProblemException(
                    ProblemType.INVALID_BODY,
                    "\"" + member + "\" has " + set.size() + " entries; a class may have " + most + ".");
        }
        return set;
    }

    private static String username(String member, JsonNode value) {
        String name = text(member, value);
        if (name.startsWith(KEY_PREFIX)) {
            throw bad(member, value, "is an API key, which cannot be in a class");
        }
        return name;
    }

    private static String text(String member, JsonNode value) {
        if (!value.isTextual()) {
            throw bad(member, value, "must be text");
        }
        String text = value.textValue();
        if (!text.equals(text.strip()) || text.isEmpty() || text.length() > LONGEST_NAME) {
            throw bad(member, value, "must have 1 to " + LONGEST_NAME + " characters, no blanks around them");
        }
        if (CONTROL.matcher(text).find()) {
            throw bad(member, value, "must not have control characters");
        }
        return text;
    }

    private static ClassVm vm(JsonNode vm) {
        JsonNode cluster = vm.path("cluster_id");
        JsonNode vmid = vm.path("vmid");
        if (!cluster.isTextual() || !CLUSTER.matcher(cluster.textValue()).matches()) {
            throw bad("vms", vm, "needs the \"cluster_id\" of a cluster");
        }
        if (!vmid.isInt() || vmid.intValue() < LOWEST_VMID || vmid.intValue() > HIGHEST_VMID) {
            throw bad("vms", vm, "needs a \"vmid\" from " + LOWEST_VMID + " to " + HIGHEST_VMID);
        }
        JsonNode username = vm.path("username");
        return new ClassVm(
                cluster.textValue(), vmid.intValue(), given(username) ? username("vms.username", username) : null);
    }

    private static ProblemException bad(String member, JsonNode value, String why) {
        String shown = value.toString();
        return new ProblemException(
                ProblemType.INVALID_BODY,
                "\"" + member + "\": " + (shown.length() > 100 ? shown.substring(0, 100) + "…" : shown) + " " + why
                        + ".");
    }
}
