package io.labkeeper.simulator.fault;

import java.util.Locale;

/** What can go wrong with a request on purpose. */
public enum FaultKind {
    /** Only late, by {@code delay_ms}. */
    DELAY,
    /** No answer at all; the connection stays open. */
    HANG,
    /** Another status, with {@code reason}; its body is {@code body}, or Proxmox's usual one, or empty from 595 up. */
    STATUS,
    /** The connection is reset. */
    RESET,
    /** Answer 200 with {@code body} as it stands. */
    BODY,
    /** Answer 200 with bytes that are no JSON. */
    GARBAGE,
    /** The first half of the real answer, then the connection is reset. */
    TRUNCATE,
    /** The real answer in drops: a hundred pieces, each {@code delay_ms} after the other. */
    DRIP,
    /** Of the real list only the share {@code keep} (0 to 1) of its rows: it ends too early, as no Proxmox lets it end. */
    PARTIAL,
    /** Of the real list of resources only the share {@code keep} (0 to 1) of its guests; all that is no guest stands. */
    FEWER_GUESTS;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if there is no such kind
     */
    public static FaultKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
