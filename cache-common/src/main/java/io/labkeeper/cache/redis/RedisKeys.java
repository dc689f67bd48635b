package io.labkeeper.cache.redis;

import io.labkeeper.cache.Glob;
import io.labkeeper.cache.RemoteTier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** The names of all keys and channels. The cluster id is the hash tag, so that a cluster's keys share a slot. */
@ApplicationScoped
public class RedisKeys {
    private static final String CACHE = "cache:";

    private final String prefix;

    public RedisKeys(RedisConfig config) {
        this.prefix = config.prefix();
    }

    /** Set: the ids of all clusters that have a head. */
    public String clusters() {
        return prefix + "clusters";
    }

    /** Hash: see {@link HeadCodec}. */
    public String head(String clusterId) {
        return prefix + "{" + clusterId + "}:head";
    }

    /** Hash: vmid to record. */
    public String vms(String clusterId) {
        return prefix + "{" + clusterId + "}:vms";
    }

    /** String: the metrics of all VMs. */
    public String metrics(String clusterId) {
        return prefix + "{" + clusterId + "}:metrics";
    }

    /** String: all assignments. */
    public String assignments() {
        return prefix + "assignments";
    }

    /** String: a value of the two-tier cache. */
    String cached(String family, String key) {
        return cacheEpoch(family) + ":" + key;
    }

    /** String: what moves with each eviction of a family. Family names hold no colon, so it is no value's name. */
    String cacheEpoch(String family) {
        return prefix + CACHE + family;
    }

    /** Of the values of a family, for SCAN. */
    String cachedPattern(String family, Glob pattern) {
        return literal(cacheEpoch(family)) + ":" + pattern.forRedis();
    }

    /** Of the values of all families, for SCAN; epochs may match too. */
    String cachedPattern(Glob familyAndKey) {
        return literal(prefix + CACHE) + familyAndKey.forRedis();
    }

    /** Of the epochs, for SCAN; values match too. */
    String cacheEpochPattern() {
        return cachedPattern(Glob.ALL);
    }

    boolean isCacheEpoch(String name) {
        return name.indexOf(':', prefix.length() + CACHE.length()) < 0;
    }

    boolean isCached(String name) {
        return !isCacheEpoch(name);
    }

    /** What {@link #cached} made the name of. */
    RemoteTier.Listed listed(String name, Duration left) {
        String[] parts = name.substring(prefix.length() + CACHE.length()).split(":", 2);
        return new RemoteTier.Listed(parts[0], parts[1], left);
    }

    private static String literal(String text) {
        return text.replaceAll("([*?\\[\\]\\\\^])", "\\\\$1");
    }

    /** Channel: feed messages. */
    public String feed() {
        return prefix + "feed";
    }

    /** Channel: one subscriber's own echo. */
    public String echo(String replica) {
        return prefix + "echo:" + replica;
    }
}
