package io.labkeeper.bench.run;

import io.labkeeper.e2e.ProveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the operating system and the virtual machine tell of a Java process. Linux alone; elsewhere the figures are zero. */
public final class ProcessFigures {
    /** Of the kernel's clock in which /proc counts; the same on all Linux systems that we run on. */
    private static final int TICKS_PER_SECOND = 100;

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern USED = Pattern.compile(" used (\\d+)K");

    private final long pid;

    ProcessFigures(long pid) {
        this.pid = pid;
    }

    /** Processor time used so far, in milliseconds. */
    public double processorMillis() {
        return processorMillis(read("stat"));
    }

    /** @param stat the line of /proc/PID/stat; user and system time are the 14th and 15th word, and a name may hold spaces */
    static double processorMillis(String stat) {
        if (stat.isEmpty()) {
            return 0;
        }
        String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(words[11]) + Long.parseLong(words[12])) * 1_000.0 / TICKS_PER_SECOND;
    }

    /** Resident memory in bytes. */
    public long resident() {
        Matcher found = RESIDENT.matcher(read("status"));
        return found.find() ? Long.parseLong(found.group(1)) << 10 : 0;
    }

    /** Heap in use after a collection, in bytes. */
    public long heap() {
        jcmd("GC.run");
        return heap(jcmd("GC.heap_info"));
    }

    /** @param info what {@code jcmd GC.heap_info} says of the serial collector: the two generations, then what is no heap */
    static long heap(String info) {
        return info.lines()
                .filter(line -> line.contains("generation"))
                .map(USED::matcher)
                .filter(Matcher::find)
                .mapToLong(found -> Long.parseLong(found.group(1)) << 10)
                .sum();
    }

    private String read(String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException notLinux) {
            return "";
        }
    }

    private String jcmd(String command) {
        String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process process = new ProcessBuilder(program, Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes());
            process.waitFor();
            return said;
        } catch (IOException e) {
            throw new ProveException("cannot run " + program, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProveException("interrupted", e);
        }
    }
}
