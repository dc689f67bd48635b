package io.labkeeper.worker.probe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;

/** Whether and how the ports of VMs are tried. */
@ConfigMapping(prefix = "labkeeper.probe")
public interface ProbeConfig {

    /** Whether ports are tried at all. Switched off, every VM counts as not reachable. */
    @WithDefault("true")
    boolean enabled();

    /** Networks whose addresses may be tried, as CIDR; nothing is sent to any other. Default: all. */
    @WithDefault("0.0.0.0/0,::/0")
    List<String> networks();

    /** TCP port of Remote Desktop. */
    @WithDefault("3389")
    @Min(1)
    @Max(65535)
    int rdpPort();

    /** TCP port of SSH. */
    @WithDefault("22")
    @Min(1)
    @Max(65535)
    int sshPort();

    /** How long a port may take to accept a connection; a longer silence counts as closed. */
    @WithDefault("PT2S")
    Duration timeout();

    /** Connections tried at once, per cluster, so that one cluster's silent guests cost the others nothing. */
    @WithDefault("32")
    @Min(1)
    int concurrency();

    /** Longest time for the probes of one full sync; ports that were not tried keep what is known, and go first next time. */
    @WithDefault("PT50S")
    Duration limit();
}
