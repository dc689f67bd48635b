package io.labkeeper.worker.address;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of a neighbour table: who was seen at which address.
 *
 * @param mac upper case, with colons
 * @param ip as text, lower case
 */
public record Neighbour(String mac, String ip) {
    private static final Pattern MAC = Pattern.compile("[0-9A-F]{2}(:[0-9A-F]{2}){5}");
    private static final String NOBODY = "00:00:00:00:00:00";

    /** Empty if the MAC is none of a single machine: malformed, all zeros (nobody has answered), or a group's. */
    public static Optional<Neighbour> of(String mac, String ip) {
        String upper = mac.toUpperCase(Locale.ROOT);
        boolean single = MAC.matcher(upper).matches()
                && !upper.equals(NOBODY)
                && (Integer.parseInt(upper.substring(0, 2), 16) & 1) == 0;
        return single ? Optional.of(new Neighbour(upper, ip.toLowerCase(Locale.ROOT))) : Optional.empty();
    }
}
