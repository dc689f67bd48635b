package io.labkeeper.reader.vms;

/** FNV-1a of 64 bits: the same on every replica for the same bytes. Tells versions apart; proves nothing against an attacker. */
public final class Hash {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Hash() {}

    public static long of(byte[] bytes) {
        long hash = OFFSET;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * PRIME;
        }
        return hash;
    }

    /** Adds one hash to a row of hashes; the order matters. */
    public static long combine(long row, long next) {
        return (row ^ next) * PRIME + Long.rotateLeft(row, 23);
    }

    /** To begin a row with. */
    static long empty() {
        return OFFSET;
    }
}
