package io.labkeeper.action;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.labkeeper.inventory.VmStatus;
import java.util.Locale;
import java.util.Optional;

/** What can be done to a VM's power. */
public enum ActionKind {
    START(VmStatus.RUNNING, true),
    STOP(VmStatus.STOPPED, true),
    SHUTDOWN(VmStatus.STOPPED, true),
    /** The task ends while the VM is down; only an observation tells that it is up again. */
    REBOOT(null, false),
    RESET(null, false),
    SUSPEND(VmStatus.PAUSED, false),
    RESUME(VmStatus.RUNNING, false);

    private final VmStatus outcome;
    private final boolean repeatable;

    ActionKind(VmStatus outcome, boolean repeatable) {
        this.outcome = outcome;
        this.repeatable = repeatable;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status that follows when the task has ended well, as far as the end of the task proves it. */
    public Optional<VmStatus> outcome() {
        return Optional.ofNullable(outcome);
    }

    /** Whether an order whose fate is unknown may be sent once more: only where twice is the same as once. */
    public boolean repeatable() {
        return repeatable;
    }

    /**
     * @throws IllegalArgumentException if there is no such action
     */
    @JsonCreator
    public static ActionKind ofWord(String word) {
        for (ActionKind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no such action: " + word);
    }
}
