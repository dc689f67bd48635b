package io.labkeeper.actions.assignments;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.inventory.VmKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * One line of a {@code mappings.json}: a user and a VM, with or without its cluster.
 *
 * @param cluster null if only a number was given
 */
record Mapping(String username, String cluster, int vmid) {

    private static final int LONGEST_NAME = 200;

    /** In one import: as many as the largest cluster has VMs. All are given in one transaction, each with its line in the audit trail. */
    static final int MOST = 20_000;

    /** Of API keys, which own no VMs. */
    private static final String KEY_PREFIX = "key:";

    /**
     * Reads {@code {"alice": [100, 101], "bob": ["lab-b/204"]}}.
     *
     * @param defaultCluster for bare numbers; null to look for them in all clusters
     * @throws IllegalArgumentException saying what cannot be read, and where
     */
    static List<Mapping> read(JsonNode json, String defaultCluster) {
        if (json == null || !json.isObject()) {
            throw new IllegalArgumentException("the body must be an object of user names, each with a list of VMs");
        }
        List<Mapping> mappings = new ArrayList<>();
        for (Iterator<Map.Entry<String, JsonNode>> users = json.fields(); users.hasNext(); ) {
            Map.Entry<String, JsonNode> user = users.next();
            String name = user.getKey();
            checkName(name);
            if (!user.getValue().isArray()) {
                throw new IllegalArgumentException("the VMs of " + name + " must be a list");
            }
            if (mappings.size() + user.getValue().size() > MOST) {
                throw new IllegalArgumentException("these are more than " + MOST + " VMs; split the file");
            }
            user.getValue().forEach(vm -> mappings.add(one(name, vm, defaultCluster)));
        }
        return mappings;
    }

    /** @throws IllegalArgumentException if nobody to whom a VM can be given may have this name */
    static void checkName(String name) {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a user name is blank or too long");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a user name has control characters");
        }
        if (name.startsWith(KEY_PREFIX)) {
            throw new IllegalArgumentException(name + " is an API key, which owns no VMs");
        }
    }

    private static Mapping one(String username, JsonNode vm, String defaultCluster) {
        if (vm.isInt()) {
            return new Mapping(username, defaultCluster, vm.intValue());
        }
        if (vm.isTextual()) {
            try {
                if (vm.textValue().matches("[0-9]+")) {
                    return new Mapping(username, defaultCluster, Integer.parseInt(vm.textValue()));
                }
                VmKey key = VmKey.parse(vm.textValue());
                return new Mapping(username, key.clusterId(), key.vmid());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("a VM of " + username + " is neither a number nor cluster/vmid", e);
            }
        }
        throw new IllegalArgumentException("a VM of " + username + " is neither a number nor cluster/vmid");
    }

    /** As it was written. */
    String text() {
        return cluster == null ? Integer.toString(vmid) : cluster + "/" + vmid;
    }
}
