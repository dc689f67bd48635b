package io.labkeeper.reader.console;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** What stands for bytes: in the names of files, in entity tags, and in the policy that lets one script of a page run. */
final class Digest {
    /** Enough for a few hundred files that nobody forges. */
    private static final int SHORT = 16;

    private Digest() {}

    /** {@value #SHORT} hexadecimal digits. */
    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(sha256(bytes)).substring(0, SHORT);
    }

    /** As a Content-Security-Policy names a script. */
    static String source(byte[] bytes) {
        return "'sha256-" + Base64.getEncoder().encodeToString(sha256(bytes)) + "'";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
