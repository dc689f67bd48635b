package io.labkeeper.actions.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.actions.testing.Lab;
import io.labkeeper.simulator.http.Counters;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an action costs Proxmox: the inventory knows where the VM is, so nothing is asked to find it. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class RequestsPerActionIT extends RunnerHarness {
    private static final String LIST = "GET /cluster/resources";
    private static final String STATE = "GET /nodes/{node}/qemu/{vmid}/status/current";
    private static final String TASK = "GET /nodes/{node}/tasks/{upid}/status";

    private final Counters requests = Lab.labA().control().requests();

    @BeforeEach
    void from_nothing() {
        requests.reset();
    }

    @Test
    void anActionWhoseVmIsWhereItWasCostsOneLookAndOneOrderPlusFollowingTheTask() {
        act(Lab.stopped(Lab.labA()), "start");

        assertThat(requests.of(LIST)).isZero();
        assertThat(requests.of(STATE)).isEqualTo(1);
        assertThat(requests.total() - requests.of(TASK))
                .as("the look, which the contract asks for, and the order")
                .isEqualTo(2);
    }

    @Test
    void aWishThatIsMetCostsOneLook() {
        act(Lab.running(Lab.labA()), "start");

        assertThat(requests.of(STATE)).isEqualTo(1);
        assertThat(requests.total()).isEqualTo(1);
    }

    @Test
    void aVmThatHasMovedCostsOneListMore() {
        int vmid = Lab.running(Lab.labA());
        Lab.labA().control().guests().migrate(vmid, "pve2");

        act(vmid, "stop");

        assertThat(requests.of(LIST)).isEqualTo(1);
        assertThat(requests.of(STATE)).isEqualTo(2);
        assertThat(requests.total() - requests.of(TASK)).isEqualTo(4);
    }

    private void act(int vmid, String kind) {
        String action = Lab.action(Lab.labA(), vmid, kind);
        runner("runner").start();
        awaitEnd(action);
        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
    }
}
