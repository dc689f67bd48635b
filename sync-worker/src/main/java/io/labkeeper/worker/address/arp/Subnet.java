package io.labkeeper.worker.address.arp;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * An IPv4 network that can be swept.
 *
 * @param network its first address, as a number
 * @param prefix 20 to 32
 */
record Subnet(int network, int prefix) {
    /** 4096 addresses: with at most 256 open questions of 3 s each they take less than a minute. */
    static final int LARGEST = 20;

    private static final Pattern CIDR = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

    /**
     * @throws IllegalArgumentException if it is no IPv4 network in the form 10.0.0.0/24, or too large
     */
    static Subnet parse(String text) {
        Matcher parts = CIDR.matcher(text.trim());
        if (!parts.matches()) {
            throw new IllegalArgumentException(text + " is no IPv4 network such as 10.20.0.0/22");
        }
        int address = 0;
        for (int i = 1; i <= 4; i++) {
            address = address << 8 | within(parts.group(i), 255, text);
        }
        int prefix = within(parts.group(5), 32, text);
        if (prefix < LARGEST) {
            throw new IllegalArgumentException(text + " is too large to be swept: /" + LARGEST + " at the most");
        }
        return new Subnet(address & -1 << 32 - prefix, prefix);
    }

    private static int within(String number, int most, String text) {
        int value = Integer.parseInt(number);
        if (value > most) {
            throw new IllegalArgumentException(text + " is no IPv4 network: " + number + " is more than " + most);
        }
        return value;
    }

    /** All addresses that a machine can have: without the network's own and the broadcast address, where there are such. */
    List<String> addresses() {
        int size = 1 << 32 - prefix;
        int edge = size > 2 ? 1 : 0;
        return IntStream.range(edge, size - edge)
                .mapToObj(offset -> text(network + offset))
                .toList();
    }

    private static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xFF) + "." + (address >>> 8 & 0xFF) + "." + (address & 0xFF);
    }
}
