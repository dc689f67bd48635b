package io.labkeeper.cache;

/** Where a value was. */
public enum Tier {
    MEMORY("memory"),
    REDIS("redis");

    private final String word;

    Tier(String word) {
        this.word = word;
    }

    /** As in statistics, metrics and logs. */
    public String word() {
        return word;
    }
}
