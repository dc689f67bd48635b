package io.labkeeper.proxmox;

/**
 * A task's identity: {@code UPID:node:pid:pstart:starttime:type:id:user:} (pve-common {@code src/PVE/UPID.pm}).
 *
 * @param text the whole text, as Proxmox gave it; names a token id, so it is for administrators' eyes only
 * @param node where the task runs, and where it must be asked for
 * @param startTime Unix seconds of the node's clock
 * @param type "qmstart", "vzstop", "hastart", …
 * @param id the vmid as text; may be empty
 * @param user "user@realm" or "user@realm!token"; the realm may be missing
 */
public record Upid(String text, String node, long startTime, String type, String id, String user) {

    /**
     * @throws IllegalArgumentException if the text is not a UPID
     */
    public static Upid parse(String text) {
        String[] parts = text == null ? new String[0] : text.trim().split(":", -1);
        if (parts.length < 8 || !"UPID".equals(parts[0]) || parts[1].isEmpty()) {
            throw new IllegalArgumentException("not a UPID");
        }
        try {
            return new Upid(text.trim(), parts[1], Long.parseLong(parts[4], 16), parts[5], parts[6], parts[7]);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a UPID", e);
        }
    }
}
