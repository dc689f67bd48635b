package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.check.CheckResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a scenario measured, each with whether it is as promised. */
public final class Findings {
    private final List<String> measured = new ArrayList<>();
    private final Consumer<String> progress;
    private boolean allGood = true;
    private boolean skipped;

    /**
     * @param progress is told each finding at once
     */
    public Findings(Consumer<String> progress) {
        this.progress = progress;
    }

    /** Adds a measurement that was to be as promised. */
    public void expect(boolean good, String text) {
        allGood &= good;
        add(good ? text : "FAILED: " + text);
    }

    /** Adds a time that was to be within a bound. */
    public void within(String what, Duration took, Duration bound) {
        expect(took.compareTo(bound) <= 0, what + " " + took.toMillis() + " ms (≤ " + bound.toMillis() + ")");
    }

    public void expect(CheckResult result) {
        expect(result.holds(), result.measured());
    }

    /** Adds a measurement for information. */
    public void note(String text) {
        add(text);
    }

    /** Says that the story cannot be played here, and why. It counts neither as passed nor as failed. */
    public void skip(String why) {
        skipped = true;
        add("SKIPPED: " + why);
    }

    private void add(String text) {
        measured.add(text);
        progress.accept(text);
    }

    /** Whether something was measured, and all of it was as promised. */
    public boolean passed() {
        return allGood && !skipped && !measured.isEmpty();
    }

    /** Whether it could not be played here, and nothing failed before that was found. */
    public boolean skipped() {
        return skipped && allGood;
    }

    public List<String> measured() {
        return List.copyOf(measured);
    }
}
