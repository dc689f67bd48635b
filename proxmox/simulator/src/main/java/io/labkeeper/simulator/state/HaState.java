package io.labkeeper.simulator.state;

/**
 * That a guest is managed by the high-availability stack.
 *
 * @param state the stack's state of the service, as shown in {@code hastate}: "started", "stopped", …
 * @param target the node on which the next start happens; null for where the guest is
 */
public record HaState(String state, String target) {

    public HaState with(String newState) {
        return new HaState(newState, target);
    }
}
