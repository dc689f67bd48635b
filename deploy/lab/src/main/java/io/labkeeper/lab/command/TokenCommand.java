package io.labkeeper.lab.command;

import io.labkeeper.lab.LabError;
import io.labkeeper.lab.issuer.DemoUser;
import io.labkeeper.lab.launch.LabApi;
import io.labkeeper.lab.state.LabState;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints a bearer token. */
@Command(name = "token", description = "A bearer token for a demo user, for curl; good for an hour.")
public final class TokenCommand implements Callable<Integer> {
    @Mixin
    private DirOption dir;

    @Parameters(paramLabel = "USER")
    private String user;

    @Override
    public Integer call() {
        if (DemoUser.named(user).isEmpty()) {
            throw LabError.usage("no demo user '" + user + "'; there are "
                    + DemoUser.ALL.stream().map(DemoUser::name).collect(Collectors.joining(", ")));
        }
        System.out.println(new LabApi(LabState.require(dir.get())).token(user));
        return 0;
    }
}
