package io.labkeeper.actions.bulk;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.selection.Selector;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What is asked for, of all VMs that a selector means.
 *
 * @param timeoutSeconds how long Proxmox shall wait for each guest, 1 to 3600; null for Proxmox's own default
 * @param force shutdown only: stop guests that do not obey
 * @param overrule stop only: end waiting shutdowns first
 */
public record BulkRequest(ActionKind kind, Selector selector, Integer timeoutSeconds, boolean force, boolean overrule) {

    /** Without options. */
    public BulkRequest(ActionKind kind, Selector selector) {
        this(kind, selector, null, false, false);
    }

    /** Two requests are the same if their hashes are; a list's order does not matter. */
    String hash() {
        String text = String.join(
                "\n",
                "bulk",
                kind.word(),
                selector.json().toString(),
                String.valueOf(timeoutSeconds),
                Boolean.toString(force),
                Boolean.toString(overrule));
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
