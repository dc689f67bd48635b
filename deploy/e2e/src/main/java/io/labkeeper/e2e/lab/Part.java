package io.labkeeper.e2e.lab;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One part of the lab as {@code state.json} shows it.
 *
 * @param name unique: "inventory-service-1"
 * @param kind "inventory-service", "postgres", "proxmox", …
 * @param url where it answers, null if it does not speak HTTP
 * @param pid of its process; 0 for a store that is not the lab's
 * @param facts everything that stands there about it
 */
public record Part(String name, String kind, String url, long pid, JsonNode facts) {

    static Part of(JsonNode node) {
        return new Part(
                node.path("name").asText(),
                node.path("kind").asText(node.path("name").asText()),
                node.path("url").asText(null),
                node.path("pid").asLong(0),
                node);
    }

    /** Whether the process of this part runs. */
    public boolean alive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
