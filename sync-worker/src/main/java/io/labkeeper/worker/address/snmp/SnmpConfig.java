package io.labkeeper.worker.address.snmp;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The neighbour (ARP) tables of routers, read over SNMP v2c: the source for workers that do not sit in the VMs' network
 * segment. Off unless a router is named.
 */
@ConfigMapping(prefix = "labkeeper.address.snmp")
public interface SnmpConfig {

    /** Whom to ask; each for itself, so that one that is silent costs the others nothing. */
    Optional<List<Router>> routers();

    /** How long an answer is waited for, each time. */
    @WithDefault("PT2S")
    Duration timeout();

    /** How often a question without an answer is put again; 0 and more. */
    @WithDefault("1")
    int retries();

    /** Longest time for the tables of one router; a router that takes longer counts as silent. */
    @WithDefault("PT30S")
    Duration limit();

    /** Most rows that are taken from one table of a router; the others are left out, with a warning. */
    @WithDefault("20000")
    int maxRows();

    /** For how long, at the least, what was read is used before the routers are asked again. */
    @WithDefault("PT15S")
    Duration pause();

    /** A router. Exactly one of {@code community} and {@code community-file} is needed. */
    interface Router {

        /** Name or address. */
        String host();

        /** UDP port, 1 to 65535. */
        @WithDefault("161")
        int port();

        /** The read community: a secret, though SNMP v2c sends it as it is. Better in {@code community-file}. */
        Optional<String> community();

        /** A file that holds the read community and may end with a line break; read anew each time. */
        Optional<Path> communityFile();
    }
}
