package io.labkeeper.worker.address.arp;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The neighbour (ARP) table of the machine on which sync-worker runs. Off unless {@code subnets} or {@code table} is set; of
 * use only where the machine sits in the VMs' own network segment, which an ordinary Kubernetes pod does not.
 */
@ConfigMapping(prefix = "labkeeper.address.arp")
public interface ArpConfig {

    /**
     * IPv4 networks that are swept, such as {@code 10.20.0.0/22}: each address is sent one datagram of one byte, so that the kernel
     * asks who has it. At most /20 each and 8192 addresses in all; larger ones stop the start.
     */
    Optional<List<String>> subnets();

    /**
     * Files in the format of {@code /proc/net/arp}. {@code /proc/net/arp} itself if only {@code subnets} is set; without
     * {@code subnets} the files are only read.
     */
    Optional<List<Path>> table();

    /** UDP port to which the datagrams go; 9 is "discard", to which nobody answers. 1 to 65535. */
    @WithDefault("9")
    int port();

    /** How long the kernel asks for an address before it gives up: three times, a second apart. */
    @WithDefault("PT3S")
    Duration patience();

    /**
     * How long the kernel takes to find out that an address which it knew has no owner any more: 5 s of hope, then three
     * questions. The table is believed only after this, else a VM would be given its earlier address.
     */
    @WithDefault("PT9S")
    Duration settle();

    /** Longest time of a sweep; what the table shows then is taken. */
    @WithDefault("PT120S")
    Duration limit();

    /** Shortest time from the begin of a sweep to the next one; in between the table is only read. */
    @WithDefault("PT30S")
    Duration sweepPause();
}
