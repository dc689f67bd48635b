package io.labkeeper.simulator.power;

import io.labkeeper.simulator.error.ApiError;

/** How one kind of guest takes power orders. */
interface KindOfPower {

    /**
     * What Proxmox finds wrong before there is a task.
     *
     * @throws ApiError 500 with Proxmox's words
     */
    void refuseAtOnce(Order order);

    /** What the task does, judged by the guest as it is when the task holds the lock file. */
    Plan plan(Order order);
}
