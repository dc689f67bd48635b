package io.labkeeper.proxmox;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A power action with the parameters that Proxmox takes for it.
 *
 * @param command which
 * @param timeout how long Proxmox shall wait for the guest; Proxmox's default if empty
 * @param force shutdown only: stop the guest if it does not obey ({@code forceStop})
 * @param overrule stop only: end a waiting shutdown first ({@code overrule-shutdown}, qemu-server 8.1.2 and newer)
 */
public record PowerOrder(Command command, Optional<Duration> timeout, boolean force, boolean overrule) {

    public PowerOrder {
        Objects.requireNonNull(command);
        Objects.requireNonNull(timeout);
    }

    public static PowerOrder of(Command command) {
        return new PowerOrder(command, Optional.empty(), false, false);
    }

    /** The last word of the path {@code /nodes/{node}/{type}/{vmid}/status/…}. */
    public enum Command {
        START,
        STOP,
        SHUTDOWN,
        REBOOT,
        /** QEMU only: Proxmox has no such call for containers. */
        RESET,
        SUSPEND,
        RESUME;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
