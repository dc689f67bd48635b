package io.labkeeper.inventory;

/**
 * The version of a cluster's state. The number rises by one with each change set; the generation rises when a fail-over of
 * Postgres has lost commits, so that numbers that were handed out twice cannot be confused.
 */
public record Revision(long generation, long number) implements Comparable<Revision> {
    public static final Revision NONE = new Revision(0, 0);

    @Override
    public int compareTo(Revision other) {
        int byGeneration = Long.compare(generation, other.generation);
        return byGeneration != 0 ? byGeneration : Long.compare(number, other.number);
    }

    public boolean isBefore(Revision other) {
        return compareTo(other) < 0;
    }

    public boolean isAfter(Revision other) {
        return compareTo(other) > 0;
    }

    /** The revision that the next change set gets. */
    public Revision next() {
        return new Revision(generation, number + 1);
    }

    @Override
    public String toString() {
        return generation + "." + number;
    }
}
