package io.labkeeper.worker.probe;

import java.util.Locale;

/** What is looked for on a VM. */
public enum ProbedService {
    RDP,
    SSH;

    /** The word in metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    int port(ProbeConfig config) {
        return this == RDP ? config.rdpPort() : config.sshPort();
    }
}
