package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.simulator.Guest;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;

/** A node is switched off and on again while a task of ours runs on it: nobody knows that task any more. */
public final class TaskLost implements Scenario {
    private static final Duration TASK = Duration.ofMinutes(5);
    private static final Duration OFF = Duration.ofSeconds(3);
    private static final Duration SUBMITTED = Duration.ofSeconds(20);
    private static final Duration ENDED = Duration.ofSeconds(120);

    @Override
    public String id() {
        return "A-06";
    }

    @Override
    public String promise() {
        return "an action whose task was lost with its node ends within 120 s, as the VM's own state says and never as a"
                + " success that is none";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        VmRef vm = bench.guests().stopped();
        Simulator simulator = bench.simulator(vm.cluster());
        Guest guest = simulator.guest(vm.vmid());
        simulator.nextTaskTakes(vm.vmid(), TASK);
        String id = Bench.idOf(bench.act(vm, "start"));
        Api replica = bench.actor();
        Eventually.happens(
                "the start of " + vm + " under way",
                SUBMITTED,
                () -> replica.action(id).path("state").asText().equals("submitted"));
        long lost = System.nanoTime();
        simulator.power(guest.node(), false);
        Eventually.pause(OFF);
        simulator.power(guest.node(), true);
        String state = bench.ended(id, ENDED);
        findings.within("ended as " + state + " after", Duration.ofNanos(System.nanoTime() - lost), ENDED);
        String truth = simulator.guest(vm.vmid()).state();
        findings.expect(
                truth.equals("running") == state.equals("succeeded"), "the VM is " + truth + ", the action " + state);
    }
}
