package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.Lab;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.simulator.Simulator;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * A second lab without simulated clusters is given the address, a token and the fingerprint of one that another program serves: as a user
 * tries Labkeeper on the Proxmox at hand, with the mistakes that users make.
 */
public final class ClusterOfYours implements Scenario {
    private static final String ID = "yours";
    private static final String READER = "visitor@pve!reader";
    private static final String POWERLESS = "visitor@pve!powerless";
    private static final Set<String> READ =
            Set.of("VM.Audit", "Sys.Audit", "Datastore.Audit", "Pool.Audit", "VM.Monitor", "VM.GuestAgent.Audit");
    private static final String WRONG = "AB:".repeat(31) + "AB";

    @Override
    public String id() {
        return "S8";
    }

    @Override
    public String promise() {
        return "./lab up with the address of a cluster of yours shows its VMs; a wrong fingerprint, a wrong token and a token without"
                + " rights are each told by what is wrong, and never as a cluster that is well and has no VMs";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Part cluster = bench.lab().state().ofKind("proxmox").get(0);
        Simulator simulator = bench.simulators().get(0);
        Lab lab = bench.lab().another("yours");
        String secret = UUID.randomUUID().toString();
        simulator.admit(READER, secret, READ);
        simulator.admit(POWERLESS, secret, Set.of());
        Yours yours = new Yours(cluster.url(), Certificates.fingerprint(URI.create(cluster.url())), secret);
        try {
            lab.wipe();
            right(lab, yours, simulator, findings);
            lab.wipe();
            // Another lab in the same place: the tokens of the first one mean nothing to it.
            powerless(bench.lab().another("yours"), yours, findings);
        } finally {
            lab.wipe();
            simulator.forgetToken(READER);
            simulator.forgetToken(POWERLESS);
        }
    }

    private static void right(Lab lab, Yours yours, Simulator simulator, Findings findings) {
        long guests =
                simulator.guests().stream().filter(guest -> !guest.template()).count();
        told(lab, yours.options(READER, yours.secret(), yours.fingerprint()), "1 of 1 clusters read", findings);
        expectVms(lab, guests, false, findings);
        told(lab, yours.options(READER, yours.secret(), WRONG), "(certificate_changed)", findings);
        expectVms(lab, guests, true, findings);
        told(lab, yours.options(READER, "nonsense", yours.fingerprint()), "(auth_failed)", findings);
        told(lab, yours.options(READER, yours.secret(), yours.fingerprint()), "1 of 1 clusters read", findings);
    }

    private static void powerless(Lab lab, Yours yours, Findings findings) {
        told(lab, yours.options(POWERLESS, yours.secret(), yours.fingerprint()), "(no_rights)", findings);
        JsonNode list = list(lab).json();
        JsonNode told = new Api("gateway", lab.state().gateway(), lab.token("admin"))
                .syncStats()
                .path("clusters")
                .path(0);
        String code = told.path("error").path("code").asText();
        findings.expect(
                list.path("stale").asBoolean() && code.equals("no_rights"),
                "the list says stale: " + list.path("stale") + ", the cluster's figures say " + code);
    }

    private static void told(Lab lab, List<String> options, String words, Findings findings) {
        long begin = System.nanoTime();
        String said = lab.upPlain(options);
        double seconds = (System.nanoTime() - begin) / 1e9;
        String line = said.lines()
                .map(String::strip)
                .filter(text -> text.contains(words))
                .findFirst()
                .orElse("not a word of " + words + " in: " + said);
        findings.expect(said.contains(words), String.format(Locale.ROOT, "%.0f s: %s", seconds, line));
    }

    private static void expectVms(Lab lab, long count, boolean stale, Findings findings) {
        JsonNode answer = list(lab).json();
        findings.expect(
                answer.path("total").asLong(-1) == count && answer.path("stale").asBoolean() == stale,
                answer.path("total") + " VMs (of " + count + "), " + (stale ? "" : "not ") + "to be called stale: "
                        + answer.path("stale"));
    }

    private static Answer list(Lab lab) {
        return new Api("gateway", lab.state().gateway(), lab.token("admin")).get("/api/vms");
    }

    private record Yours(String url, String fingerprint, String secret) {

        List<String> options(String token, String tokenSecret, String trusted) {
            List<String> options = new ArrayList<>(
                    List.of("--workers", "1", "--inventory", "1", "--actions", "0", "--quick", "5s", "--full", "20s"));
            options.addAll(List.of("--port", Integer.toString(Lab.freePort())));
            options.addAll(List.of("--proxmox", ID + "=" + url));
            options.addAll(List.of("--proxmox-token", ID + "=" + token + "=" + tokenSecret));
            options.addAll(List.of("--proxmox-fingerprint", ID + "=" + trusted));
            return options;
        }
    }
}
