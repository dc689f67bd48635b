package io.labkeeper.actions.run;

import io.labkeeper.proxmox.ProxmoxClient;
import io.labkeeper.proxmox.ProxmoxException;
import io.labkeeper.proxmox.TaskStatus;
import io.labkeeper.proxmox.Upid;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Asks for a task until it has ended, has been lost, or has taken too long. */
final class TaskFollower {

    /** What became of a task. */
    sealed interface TaskEnd {
        record Finished(TaskStatus status) implements TaskEnd {}

        /** Its node knows it no more: it was restarted, or has thrown old tasks away. */
        record Lost() implements TaskEnd {}

        record Overdue() implements TaskEnd {}
    }

    private final ProxmoxClient client;
    private final ActionsConfig config;
    private final Supplier<Duration> age;
    private final BooleanSupplier leave;

    /**
     * @param age how long ago the order was sent
     * @param leave whether somebody else is to go on with it
     */
    TaskFollower(ProxmoxClient client, ActionsConfig config, Supplier<Duration> age, BooleanSupplier leave) {
        this.client = client;
        this.config = config;
        this.age = age;
        this.leave = leave;
    }

    Uni<TaskEnd> end(Upid upid, Duration limit) {
        Pauses pauses = new Pauses(config.firstPause(), config.longestPause());
        return Repeating.until(() -> look(upid, limit), () -> pauses.after(age.get()));
    }

    private Uni<Optional<TaskEnd>> look(Upid upid, Duration limit) {
        if (leave.getAsBoolean()) {
            return Uni.createFrom().failure(Leaving.stopped());
        }
        if (age.get().compareTo(limit) > 0) {
            return Uni.createFrom().item(Optional.of(new TaskEnd.Overdue()));
        }
        return client.task(upid)
                .map(TaskFollower::ended)
                .onFailure(ProxmoxException.BadParameter.class)
                .recoverWithItem(Optional.of(new TaskEnd.Lost()))
                .onFailure(ProxmoxException.class)
                .recoverWithItem(Optional.empty());
    }

    private static Optional<TaskEnd> ended(TaskStatus status) {
        return status.running() ? Optional.empty() : Optional.of(new TaskEnd.Finished(status));
    }
}
