package io.labkeeper.simulator;

import io.labkeeper.simulator.auth.Access;
import io.labkeeper.simulator.auth.Authenticator;
import io.labkeeper.simulator.auth.Token;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The three tokens that every cluster has from the start. Their secrets follow from cluster and seed, so that they
 * survive a restart; nothing here is worth protecting.
 */
record Tokens(Token reader, Token actor, Token powerless) {

    private static final Set<String> READ = Set.of(
            "VM.Audit", "Sys.Audit", "Datastore.Audit", "SDN.Audit", "Pool.Audit", "VM.Monitor", "VM.GuestAgent.Audit");

    static Tokens of(SimulatorOptions options) {
        return new Tokens(
                token(options, "labkeeper@pve!reader"),
                token(options, "labkeeper@pve!actor"),
                token(options, "nobody@pve!empty"));
    }

    private static Token token(SimulatorOptions options, String name) {
        String source = options.clusterId() + "/" + options.seed() + "/" + name;
        return new Token(
                name,
                UUID.nameUUIDFromBytes(source.getBytes(StandardCharsets.UTF_8)).toString());
    }

    void register(Authenticator authenticator, Access access) {
        authenticator.add(reader);
        authenticator.add(actor);
        authenticator.add(powerless);
        Set<String> act = new TreeSet<>(READ);
        act.add("VM.PowerMgmt");
        access.grant(reader.name(), "/", READ, true);
        access.grant(actor.name(), "/", act, true);
    }
}
