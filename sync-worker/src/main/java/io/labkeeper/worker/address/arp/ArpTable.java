package io.labkeeper.worker.address.arp;

import io.labkeeper.worker.address.Neighbour;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file in the format of {@code /proc/net/arp} (Linux, net/ipv4/arp.c): a line of headings, then IP address, hardware type,
 * flags, MAC, mask and device. A neighbour that has not answered has no flag 0x2 and a MAC of zeros.
 */
final class ArpTable {
    /** Far more than a kernel keeps ({@code gc_thresh3}, usually 1024). */
    private static final int MOST_LINES = 100_000;

    private static final int COMPLETE = 0x2;

    private ArpTable() {}

    /** Reads it; blocks. */
    static List<Neighbour> read(Path file) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            return parse(lines.lines());
        }
    }

    /** Lines that are none, or of neighbours that have not answered, are passed over. */
    static List<Neighbour> parse(Stream<String> lines) {
        return lines.limit(MOST_LINES)
                .map(ArpTable::line)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private static Neighbour line(String line) {
        String[] columns = line.trim().split("\\s+");
        if (columns.length < 4 || !columns[0].matches("\\d{1,3}(\\.\\d{1,3}){3}") || !complete(columns[2])) {
            return null;
        }
        Optional<Neighbour> neighbour = Neighbour.of(columns[3], columns[0]);
        return neighbour.orElse(null);
    }

    private static boolean complete(String flags) {
        try {
            return (Integer.decode(flags) & COMPLETE) != 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
