package io.labkeeper.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the services tell each other through the feed. A message says that something has changed and where to look; it is
 * never the only carrier of a fact, so losing one costs time and not correctness.
 *
 * <p>On the wire JSON with {@code v}, {@code kind} and {@code from} (the sender's instance) beside the record's own fields.
 * Messages of another version or kind are skipped, unknown fields too.
 */
public sealed interface FeedMessage {

    /** The version of the wire form that this build writes and reads. */
    int VERSION = 1;

    /** Above this many keys a message names none: the reader loads the whole cluster. */
    int MOST_KEYS = 1_000;

    /** A longer text than this is not ours; it is treated as unreadable. */
    int MOST_CHARACTERS = 256 * 1024;

    /**
     * A cluster's state has a new revision.
     *
     * @param previous the revision before; a reader that is not there loads the whole cluster
     * @param keys vmids that were changed or removed; null for "all of them"
     */
    record Changed(String cluster, long generation, long revision, long previous, List<Integer> keys)
            implements FeedMessage {
        public static Changed of(String cluster, Revision revision, long previous, Collection<Integer> keys) {
            List<Integer> named = keys.size() > MOST_KEYS ? null : List.copyOf(keys);
            return new Changed(cluster, revision.generation(), revision.number(), previous, named);
        }

        public static Changed all(String cluster, Revision revision) {
            return new Changed(cluster, revision.generation(), revision.number(), -1, null);
        }

        /** The new revision with its generation. */
        public Revision version() {
            return new Revision(generation, revision);
        }
    }

    /** A cluster has new metrics. */
    record MetricsChanged(String cluster, long seq) implements FeedMessage {}

    /** The assignments have a new revision. */
    record AssignmentsChanged(long revision) implements FeedMessage {}

    /**
     * Keys of the two-tier cache are no longer valid.
     *
     * @param family null for all: the pattern is then matched against {@code family:key}
     * @param keys null if a pattern is given
     * @param pattern glob, null if keys are given
     */
    record Evict(String family, List<String> keys, String pattern) implements FeedMessage {}

    /** An action was accepted, has moved on, or has ended. */
    record ActionChanged(ActionNotice action) implements FeedMessage {}

    /** Many actions at once; listeners get them one by one, unless they take them whole. At most {@link #MOST}, so that the text stays far below the limit. */
    record ActionsChanged(List<ActionNotice> actions) implements FeedMessage {
        /** A notice has less than 400 characters. */
        public static final int MOST = 250;

        public ActionsChanged {
            actions = List.copyOf(actions);
        }

        @Override
        public List<FeedMessage> parts() {
            return actions.stream().<FeedMessage>map(ActionChanged::new).toList();
        }
    }

    /**
     * Somebody wants Proxmox to be asked now.
     *
     * @param vmid null for the whole list
     * @param cause for the log: "action", "live", "trigger"
     * @param id returned in {@link Refreshed}
     */
    record RefreshWanted(String cluster, Integer vmid, String cause, String id) implements FeedMessage {

        /**
         * After the end of an action of which no {@link ActionChanged} can tell, since nobody knows its kind; every other end is itself what
         * its VM is looked at for.
         *
         * @param action the action's id, so that the look for the row in Postgres and for this message is one
         */
        public static RefreshWanted afterAction(VmKey vm, String action) {
            return new RefreshWanted(vm.clusterId(), vm.vmid(), "action", action);
        }
    }

    /** What {@link RefreshWanted} asked for has been done, and is in this revision. */
    record Refreshed(String id, long revision) implements FeedMessage {}

    /** What listeners are told, unless they want it otherwise: the message itself, or what it is made of. */
    default List<FeedMessage> parts() {
        return List.of(this);
    }

    /** The wire form. @param from the sender's instance, "" for a script on nobody's behalf */
    default String toJson(String from) {
        ObjectNode node = InventoryJson.mapper().createObjectNode();
        node.put("v", VERSION);
        node.put("kind", Kinds.of(this));
        node.put("from", from);
        node.setAll((ObjectNode) InventoryJson.mapper().valueToTree(this));
        return node.toString();
    }

    /**
     * Reads the wire form.
     *
     * @return empty if the message is of another version or kind: skip it
     * @throws InventoryJson.UnreadableValue if it is no message at all: something may have been missed
     */
    static Optional<Received> parse(String json) {
        if (json.length() > MOST_CHARACTERS) {
            throw Kinds.unreadable("oversized", null);
        }
        try {
            JsonNode node = InventoryJson.mapper().readTree(json);
            if (node == null
                    || !node.isObject()
                    || !node.path("v").isInt()
                    || !node.path("kind").isTextual()) {
                throw Kinds.unreadable("no version or kind", null);
            }
            Class<? extends FeedMessage> type =
                    Kinds.BY_WORD.get(node.get("kind").textValue());
            if (node.get("v").intValue() != VERSION || type == null) {
                return Optional.empty();
            }
            return Optional.of(new Received(
                    node.path("from").asText(""), InventoryJson.mapper().treeToValue(node, type)));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw Kinds.unreadable("not JSON of its kind", e);
        }
    }

    /**
     * A message with its sender.
     *
     * @param from "" if nobody's
     */
    record Received(String from, FeedMessage message) {}

    /** The words for the kinds. */
    final class Kinds {
        private static final Map<String, Class<? extends FeedMessage>> BY_WORD = Map.of(
                "changed", Changed.class,
                "metrics", MetricsChanged.class,
                "assignments", AssignmentsChanged.class,
                "evict", Evict.class,
                "action", ActionChanged.class,
                "actions", ActionsChanged.class,
                "refresh", RefreshWanted.class,
                "refreshed", Refreshed.class);

        private Kinds() {}

        private static String of(FeedMessage message) {
            return BY_WORD.entrySet().stream()
                    .filter(entry -> entry.getValue() == message.getClass())
                    .findFirst()
                    .orElseThrow()
                    .getKey();
        }

        private static InventoryJson.UnreadableValue unreadable(String why, Throwable cause) {
            return InventoryJson.unreadable("feed message: " + why, cause);
        }
    }
}
