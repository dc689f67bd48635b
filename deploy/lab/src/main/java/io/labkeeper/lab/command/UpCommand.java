package io.labkeeper.lab.command;

import io.labkeeper.lab.issuer.DemoUser;
import io.labkeeper.lab.launch.Console;
import io.labkeeper.lab.launch.FirstLook;
import io.labkeeper.lab.launch.Foreground;
import io.labkeeper.lab.launch.LabUp;
import io.labkeeper.lab.options.UpOptions;
import io.labkeeper.lab.services.ApiKeys;
import io.labkeeper.lab.state.LabDir;
import io.labkeeper.lab.state.LabState;
import io.labkeeper.lab.state.Options;
import io.labkeeper.lab.state.Secrets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts what is missing. */
@Command(
        name = "up",
        description = "Start the lab, or what is missing of it; what is not given stays as it runs now.",
        sortOptions = false)
public final class UpCommand implements Callable<Integer> {
    @Mixin
    private DirOption dir;

    @Mixin
    private UpOptions given;

    private final Console console = new Console(System.out);

    @Override
    public Integer call() throws Exception {
        LabDir labDir = dir.get();
        LabState state;
        Foreground foreground;
        try (AutoCloseable lock = labDir.lock()) {
            state = LabState.load(labDir).orElseGet(LabState::new);
            state.options(options(labDir, state.options()));
            LabUp up = new LabUp(labDir, state, console, given.under());
            up.check();
            foreground = new Foreground(labDir, state, console);
            if (!state.options().detach()) {
                foreground.stopEverythingOnCtrlC();
            }
            up.run();
            new FirstLook(labDir, state, console).run();
            greet(labDir, state);
        }
        if (!state.options().detach()) {
            foreground.stay();
        }
        return 0;
    }

    private Options options(LabDir labDir, Options before) {
        Secrets secrets = new Secrets(labDir);
        return given.over(before, (cluster, secret) -> {
            String name = "proxmox-" + cluster;
            secrets.keep(name, secret);
            return secrets.file(name).toString();
        });
    }

    private void greet(LabDir labDir, LabState state) {
        String url = state.gateway();
        String users = DemoUser.ALL.stream().map(DemoUser::name).collect(Collectors.joining(", "));
        console.say("");
        console.say("Labkeeper is ready: " + url);
        console.say("Users: " + users + " (log in at " + url + "/login, no password); API key: " + ApiKeys.LAB_KEY);
        String isElsewhere = labDir.equals(LabDir.of(Path.of(DirOption.DEFAULT))) ? "" : " --dir " + labDir.root();
        String header = "-H \"Authorization: Bearer $(./lab token %s" + isElsewhere + ")\" ";
        console.say("Try:");
        boolean simulated = state.options().real().isEmpty();
        console.say("  curl " + header.formatted(simulated ? "alice" : "admin") + url + "/api/vms");
        console.say("  curl " + header.formatted("admin") + url + "/api/sync/stats");
        console.say(
                simulated
                        ? "  curl -X POST " + header.formatted("admin") + "\"" + url
                                + "/api/vm/100/start?cluster=lab-a\""
                        : "  curl " + header.formatted("admin") + url + "/api/sync/health");
    }
}
