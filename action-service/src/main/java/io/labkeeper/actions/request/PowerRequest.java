package io.labkeeper.actions.request;

import io.labkeeper.action.ActionKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What was asked, as it was asked.
 *
 * @param cluster null if the caller left it out
 * @param timeoutSeconds null if not given
 */
record PowerRequest(
        ActionKind kind, int vmid, String cluster, Integer timeoutSeconds, boolean force, boolean overrule) {

    /** Two requests are the same if their hashes are; kept beside the idempotency key. */
    String hash() {
        String text = String.join(
                "\n",
                kind.word(),
                Integer.toString(vmid),
                cluster == null ? "" : cluster,
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
