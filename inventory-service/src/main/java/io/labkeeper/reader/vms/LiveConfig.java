package io.labkeeper.reader.vms;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Reads for which Proxmox is asked first. */
@ConfigMapping(prefix = "labkeeper.live")
public interface LiveConfig {

    /** How long such a read waits for what Proxmox says; then it gets the inventory as it is. */
    @WithDefault("PT5S")
    Duration limit();

    /** When a question that the feed has taken, and that has brought no list yet, is left in Postgres as well: Redis may have told nobody. */
    @WithDefault("PT1S")
    Duration repeatAfter();

    /** A list that was read within this time is not asked for again: Proxmox itself renews it every 10 s. */
    @WithDefault("PT10S")
    Duration freshEnough();
}
