package io.labkeeper.action;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The words for an action's state, on the wire and in the table. */
public enum ActionPhase {
    ACCEPTED,
    CLAIMED,
    SUBMITTING,
    SUBMITTED,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    SUPERSEDED,
    /** The outcome could not be established; the VM's state is the truth. */
    UNKNOWN;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the action is still under way. */
    public boolean open() {
        return compareTo(SUBMITTED) <= 0;
    }

    /**
     * @throws IllegalArgumentException if there is no such phase
     */
    @JsonCreator
    public static ActionPhase ofWord(String word) {
        for (ActionPhase phase : values()) {
            if (phase.word().equals(word)) {
                return phase;
            }
        }
        throw new IllegalArgumentException("no such phase: " + word);
    }
}
