package io.labkeeper.cache.redis;

import jakarta.enterprise.context.ApplicationScoped;

/** The names of all keys and channels. The cluster id is the hash tag, so that a cluster's keys share a slot. */
@ApplicationScoped
public class RedisKeys {
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

    /** Channel: feed messages. */
    public String feed() {
        return prefix + "feed";
    }

    /** Channel: one subscriber's own echo. */
    public String echo(String replica) {
        return prefix + "echo:" + replica;
    }
}
