package io.labkeeper.proxmox;

import java.util.Map;
import java.util.Set;

/**
 * The token's effective rights, path to privileges. Tokens are privilege-separated by default: without an ACL that names the
 * token itself this is empty, and every list is silently empty too.
 *
 * @param byPath ACL path ("/", "/vms", "/vms/100", "/pool/lab") to the privileges held there
 */
public record Permissions(Map<String, Set<String>> byPath) {

    /** No rights at all: the token sees nothing, which is not the same as an empty cluster. */
    public boolean none() {
        return byPath.values().stream().allMatch(Set::isEmpty);
    }

    /** Whether a list that lacks a guest proves that the guest is gone: VM.Audit on all guests. */
    public boolean seesAllGuests() {
        return holds("/", "VM.Audit") || holds("/vms", "VM.Audit");
    }

    private boolean holds(String path, String privilege) {
        return byPath.getOrDefault(path, Set.of()).contains(privilege);
    }
}
