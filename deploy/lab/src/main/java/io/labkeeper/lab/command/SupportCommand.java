package io.labkeeper.lab.command;

import io.labkeeper.lab.support.Support;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs gateway, issuer and simulators; started by {@code up}. */
@Command(name = "support", hidden = true)
public final class SupportCommand implements Callable<Integer> {
    /** Not an exit code: the process goes on. */
    public static final int STAYS = -1;

    @Mixin
    private DirOption dir;

    @Override
    public Integer call() {
        new Support(dir.get()).start();
        return STAYS;
    }
}
