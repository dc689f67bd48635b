package io.labkeeper.lab.command;

import io.labkeeper.lab.launch.Console;
import io.labkeeper.lab.launch.LabDown;
import io.labkeeper.lab.state.LabDir;
import io.labkeeper.lab.state.LabState;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops everything. */
@Command(name = "down", description = "Stop everything; --wipe deletes the data as well.")
public final class DownCommand implements Callable<Integer> {
    @Mixin
    private DirOption dir;

    @Option(names = "--wipe", description = "Delete all data, logs and secrets of the lab.")
    private boolean wipe;

    @Override
    public Integer call() throws Exception {
        LabDir labDir = dir.get();
        Console console = new Console(System.out);
        try (AutoCloseable lock = labDir.lock()) {
            Optional<LabState> state = LabState.load(labDir);
            new LabDown(labDir, state.orElseGet(LabState::new), console).run();
            console.say(state.isPresent() ? "the lab is down" : "no lab runs in " + labDir.root());
            if (wipe) {
                labDir.wipe();
                console.say("deleted " + labDir.root());
            }
        }
        return 0;
    }
}
