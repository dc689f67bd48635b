package io.labkeeper.e2e.api;

import io.labkeeper.e2e.ProveException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A cluster's version as a reader shows it; the generation counts first. */
public record Version(long generation, long revision) implements Comparable<Version> {
    private static final Pattern ONE = Pattern.compile("\\s*([a-z0-9-]+)=(\\d+)\\.(\\d+)\\s*");

    /**
     * Reads the header {@code Labkeeper-Revision}: "lab-a=1.42, lab-b=1.7".
     *
     * @return by cluster
     * @throws ProveException if it is not of that form
     */
    public static Map<String, Version> parse(String header) {
        Map<String, Version> versions = new TreeMap<>();
        for (String one : header.split(",")) {
            Matcher matcher = ONE.matcher(one);
            if (!matcher.matches()) {
                throw new ProveException("not a list of versions: " + header);
            }
            versions.put(
                    matcher.group(1), new Version(Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3))));
        }
        return versions;
    }

    @Override
    public int compareTo(Version other) {
        int byGeneration = Long.compare(generation, other.generation);
        return byGeneration != 0 ? byGeneration : Long.compare(revision, other.revision);
    }

    @Override
    public String toString() {
        return generation + "." + revision;
    }
}
