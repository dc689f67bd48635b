package io.labkeeper.embedded;

import java.nio.charset.StandardCharsets;

/**
 * Waits in a connection for a text that comes from the target, and springs once. The text must come in one piece, as a message of Redis
 * does.
 *
 * @param text never comes if it is empty
 * @param mutes whether nothing passes any more in either direction afterwards; else the piece with the text alone is lost
 */
record Trap(String text, boolean mutes) {
    static final Trap NONE = new Trap("", false);

    boolean catches(byte[] chunk, int length) {
        return !text.isEmpty() && new String(chunk, 0, length, StandardCharsets.ISO_8859_1).contains(text);
    }
}
