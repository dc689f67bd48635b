package io.labkeeper.e2e.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

    /** Whether the process of this part runs. One that has ended and was not yet collected by its parent does not. */
    public boolean alive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) && !zombie();
    }

    private boolean zombie() {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException noSuchFile) {
            return false;
        }
    }

    /** Without the facts, which hold passwords. */
    @Override
    public String toString() {
        return name + " (process " + pid + ")";
    }
}
