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

    private static final String GUESTS = "/vms";
    private static final String SEE = "VM.Audit";

    /** No rights at all: the token sees nothing, which is not the same as an empty cluster. */
    public boolean none() {
        return byPath.values().stream().allMatch(Set::isEmpty);
    }

    /**
     * Whether a list that lacks a guest proves that the guest is gone: VM.Audit on all guests. Rights on a deeper path
     * replace inherited ones, so one guest's own ACL without VM.Audit is enough to hide it.
     */
    public boolean seesAllGuests() {
        String widest = byPath.containsKey(GUESTS) ? GUESTS : "/";
        return byPath.getOrDefault(widest, Set.of()).contains(SEE)
                && byPath.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(GUESTS + "/"))
                        .allMatch(entry -> entry.getValue().contains(SEE));
    }
}
