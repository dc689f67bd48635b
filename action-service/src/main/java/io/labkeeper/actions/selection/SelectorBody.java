package io.labkeeper.actions.selection;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;

/** Reads selectors out of bodies of requests; what cannot be is refused, naming the member. */
public final class SelectorBody {
    private static final List<String> KINDS = List.of("class", "tag", "cluster", "vms");

    /** In characters; Proxmox's own tags and our ids are much shorter. */
    private static final int LONGEST = 200;

    private SelectorBody() {}

    /**
     * @param node an object with exactly one of {@code class}, {@code tag}, {@code cluster}, {@code vms}
     * @throws ProblemException 400 if it is not that, empty, or a list of more than {@link Selector#MOST}
     */
    public static Selector read(JsonNode node) {
        List<String> given = !node.isObject()
                ? List.of()
                : KINDS.stream().filter(node::hasNonNull).toList();
        if (given.size() != 1) {
            throw bad("The selector must have exactly one of " + String.join(", ", KINDS) + ".");
        }
        String kind = given.get(0);
        return switch (kind) {
            case "class" -> new Selector.OfClass(text(node, kind));
            case "tag" -> new Selector.OfTag(text(node, kind));
            case "cluster" -> new Selector.OfCluster(text(node, kind));
            default -> listed(node.get(kind));
        };
    }

    /**
     * @param list of objects with {@code cluster_id} and {@code vmid}
     * @throws ProblemException 400 if it is not that, empty, or longer than {@link Selector#MOST}
     */
    public static Selector.Listed listed(JsonNode list) {
        if (!list.isArray() || list.isEmpty()) {
            throw bad("\"vms\" must be a list of at least one VM.");
        }
        if (list.size() > Selector.MOST) {
            throw bad("\"vms\" has " + list.size() + " VMs; at most " + Selector.MOST + " are taken at once.");
        }
        List<VmKey> vms = new ArrayList<>(list.size());
        for (JsonNode vm : list) {
            if (!vm.isObject() || !vm.path("vmid").isInt() || vm.path("vmid").intValue() < 1) {
                throw bad("Entry " + vms.size() + " of \"vms\" must be of the form {\"cluster_id\": …, \"vmid\": …}.");
            }
            vms.add(new VmKey(text(vm, "cluster_id"), vm.path("vmid").intValue()));
        }
        return new Selector.Listed(vms);
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        String text = value.isTextual() ? value.textValue() : "";
        if (text.isBlank() || text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
            throw bad("\"" + name + "\" must be a text of 1 to " + LONGEST + " characters.");
        }
        return text;
    }

    private static ProblemException bad(String detail) {
        return new ProblemException(ProblemType.INVALID_BODY, detail);
    }
}
