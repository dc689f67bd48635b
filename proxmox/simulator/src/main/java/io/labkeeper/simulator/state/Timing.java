package io.labkeeper.simulator.state;

import java.time.Duration;
import java.util.Locale;

/** The simulator's clockwork: every delay that can be changed while it runs. */
public enum Timing {
    /** How often statistics are sampled; 0: lists show the true state. */
    LAG(Duration.ofSeconds(10)),
    /** How long a power task takes. */
    TASK_DURATION(Duration.ofSeconds(2)),
    /** How long statistics stay valid without a new sample. */
    STATISTICS_EXPIRY(Duration.ofSeconds(300)),
    /** How long a refusal at the door (401) takes. */
    AUTH_DELAY(Duration.ofSeconds(3)),
    /** How long a healthy guest agent takes. */
    AGENT_DELAY(Duration.ZERO),
    /** How long Proxmox waits for an agent that does not answer a ping. */
    AGENT_PING_TIMEOUT(Duration.ofSeconds(3)),
    /** How long Proxmox waits for an agent that hangs on the question. */
    AGENT_TIMEOUT(Duration.ofSeconds(5)),
    /** How long a task waits while another holds the guest's lock file. */
    FILE_LOCK_TIMEOUT(Duration.ofSeconds(10)),
    /** How long a shutdown without {@code timeout} waits for the guest. */
    SHUTDOWN_TIMEOUT(Duration.ofSeconds(60)),
    /** How long a VM stays stopped in a reboot. */
    REBOOT_GAP(Duration.ofSeconds(3)),
    /** How long the HA stack takes from the recorded request to the change. */
    HA_DELAY(Duration.ofSeconds(5)),
    /** How long it takes until a request for an unreachable node fails. */
    UNREACHABLE_DELAY(Duration.ofSeconds(3)),
    /** How long a connection may be idle. */
    IDLE_TIMEOUT(Duration.ofSeconds(5));

    private final Duration standard;

    Timing(Duration standard) {
        this.standard = standard;
    }

    public Duration standard() {
        return standard;
    }

    /** The name in the control API, in milliseconds: "lag_ms". */
    public String key() {
        return name().toLowerCase(Locale.ROOT) + "_ms";
    }
}
