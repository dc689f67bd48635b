package io.labkeeper.simulator.fault;

import java.time.Duration;
import java.util.Objects;

/**
 * Something that goes wrong on purpose.
 *
 * @param match which requests
 * @param kind what happens to them
 * @param effect the particulars
 * @param probability 0 to 1
 * @param count how many times at most; 0 for without end
 */
public record Fault(Match match, FaultKind kind, Effect effect, double probability, int count) {

    public Fault {
        Objects.requireNonNull(match);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(effect);
        if (probability < 0 || probability > 1 || count < 0) {
            throw new IllegalArgumentException("probability must be 0 to 1, count 0 or more");
        }
    }

    /**
     * @param method GET, POST, PUT or DELETE; null for any
     * @param path a pattern for the path below {@code /api2/json} in which "*" stands for anything
     * @param user "user@realm!token"; null for anybody
     */
    public record Match(String method, String path, String user) {

        public Match {
            Objects.requireNonNull(path);
        }
    }

    /**
     * @param delay how much later
     * @param status the status of {@link FaultKind#STATUS}
     * @param text reason phrase of a status, or the whole body of {@link FaultKind#BODY}
     * @param keep the share of rows that {@link FaultKind#PARTIAL} and {@link FaultKind#FEWER_GUESTS} leave
     * @param after whether the request is carried out first and only its answer suffers
     */
    public record Effect(Duration delay, int status, String text, double keep, boolean after) {

        public static final Effect NONE = new Effect(Duration.ZERO, 0, null, 0, false);

        public Effect withDelay(Duration newDelay) {
            return new Effect(newDelay, status, text, keep, after);
        }

        public Effect withStatus(int newStatus, String reason) {
            return new Effect(delay, newStatus, reason, keep, after);
        }

        public Effect withText(String newText) {
            return new Effect(delay, status, newText, keep, after);
        }

        public Effect withKeep(double share) {
            return new Effect(delay, status, text, share, after);
        }

        public Effect afterwards() {
            return new Effect(delay, status, text, keep, true);
        }
    }

    /** Of every request with that method and path pattern. */
    public static Fault always(FaultKind kind, String method, String path, Effect effect) {
        return new Fault(new Match(method, path, null), kind, effect, 1, 0);
    }

    public Fault times(int newCount) {
        return new Fault(match, kind, effect, probability, newCount);
    }

    public Fault withProbability(double newProbability) {
        return new Fault(match, kind, effect, newProbability, count);
    }

    /** Whether the request is carried out before its answer suffers. */
    public boolean carriesOut() {
        return switch (kind) {
            case TRUNCATE, DRIP, PARTIAL, FEWER_GUESTS -> true;
            case DELAY, HANG, STATUS, RESET, BODY, GARBAGE -> effect.after();
        };
    }
}
