package io.labkeeper.lab.launch;

import io.labkeeper.lab.services.Replica;
import io.labkeeper.lab.services.ServiceEnvironment;
import io.labkeeper.lab.state.LabDir;
import io.labkeeper.lab.state.LabState;
import io.labkeeper.lab.state.Part;
import io.labkeeper.lab.state.PrivateFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts one process of a service from its package. */
final class ServiceLaunch {
    private final LabDir dir;
    private final LabState state;
    private final ServiceEnvironment environment;
    private final Map<String, List<String>> under;

    /** @param under programs through which replicas are started, by the replica's name */
    ServiceLaunch(LabDir dir, LabState state, ServiceEnvironment environment, Map<String, List<String>> under) {
        this.dir = dir;
        this.state = state;
        this.environment = environment;
        this.under = under;
    }

    /** Starts it if need be; it is not ready yet. */
    Part start(Keeper keeper, Replica replica) {
        Path jar = Java.serviceJar(replica.kind().service());
        Map<String, String> env = environment.of(replica);
        Part part = Part.of(replica.name(), replica.kind().service())
                .url("http://127.0.0.1:" + replica.port(state))
                .with("management_url", "http://127.0.0.1:" + replica.managementPort(state));
        Hash hash = new Hash().add(env).builtAt(jar);
        environment.files(replica).forEach(file -> hash.add(PrivateFiles.read(file)));
        keeper.process(List.of(part), replica.name(), env, command(replica, jar), hash.toString());
        return state.part(replica.name()).orElseThrow();
    }

    private List<String> command(Replica replica, Path jar) {
        List<String> command = new ArrayList<>(under.getOrDefault(replica.name(), List.of()));
        command.addAll(List.of(
                Java.program(),
                "-Xmx" + replica.kind().heap(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                Strays.mark(dir)));
        command.addAll(new ClassData(dir, replica.kind().service(), jar).flags(replica.number() == 1));
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }
}
