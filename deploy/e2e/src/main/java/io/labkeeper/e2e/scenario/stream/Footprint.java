package io.labkeeper.e2e.scenario.stream;

import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.lab.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What a process takes of the machine, from /proc. */
record Footprint(long residentBytes, Duration cpu) {
    private static final int TICKS_PER_SECOND = 100;
    private static final long KIBIBYTE = 1024;

    static Footprint of(Part part) {
        Path proc = Path.of("/proc", Long.toString(part.pid()));
        try {
            long resident = Files.readAllLines(proc.resolve("status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE)
                    .sum();
            String stat = Files.readString(proc.resolve("stat"));
            // After the name, which may hold blanks: the state is the third field, user and system time are 14 and 15.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            return new Footprint(resident, Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND));
        } catch (IOException e) {
            throw new ProveException("cannot read " + proc, e);
        }
    }
}
