package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.simulator.Guest;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Who sees what, through the gateway. */
public final class CallersSeeTheirOwn implements Scenario {

    @Override
    public String id() {
        return "S2";
    }

    @Override
    public String promise() {
        return "alice sees her VMs and nobody else's, a teacher those of the class, an administrator all; no token 401; another's VM 404";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Set<VmRef> hers = bench.gateway("alice").vms("").keySet();
        Set<VmRef> owned = new TreeSet<>(bench.database().ownedBy("alice"));
        findings.expect(
                !hers.isEmpty() && hers.equals(owned),
                "alice sees " + hers.size() + " of her " + owned.size() + " VMs");
        teacher(bench, findings);
        Set<VmRef> all = bench.gateway("admin").vms("").keySet();
        Set<VmRef> guests = guests(bench);
        findings.expect(all.equals(guests), "an administrator sees " + all.size() + " of " + guests.size() + " guests");
        refusals(bench, foreign(all, hers), findings);
    }

    private static void teacher(Bench bench, Findings findings) {
        Api tina = bench.gateway("tina");
        Set<VmRef> seen = tina.vms("").keySet();
        Set<VmRef> ofClass = new TreeSet<>(bench.database().ownedBy("tina"));
        int counted = tina.get("/api/me").json().path("vm_count").asInt();
        findings.expect(
                !seen.isEmpty() && seen.equals(ofClass) && counted == seen.size(),
                "tina sees " + seen.size() + " of the " + ofClass.size() + " VMs of her class, and is told " + counted);
    }

    private static Set<VmRef> guests(Bench bench) {
        return bench.simulators().stream()
                .flatMap(simulator -> simulator.guests().stream())
                .filter(guest -> !guest.template())
                .map(Guest::vm)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static VmRef foreign(Set<VmRef> all, Set<VmRef> hers) {
        Set<VmRef> others = new HashSet<>(all);
        others.removeAll(hers);
        return others.stream().sorted().findFirst().orElseThrow(() -> new ProveException("all VMs are alice's"));
    }

    private static void refusals(Bench bench, VmRef foreign, Findings findings) {
        Api nobody = bench.gateway(null);
        Api alice = bench.gateway("alice");
        int withoutToken = nobody.get("/api/vms").status();
        findings.expect(withoutToken == 401, "no token: " + withoutToken);
        int badToken =
                new Api("gateway", nobody.url(), "not-a-token").get("/api/vms").status();
        findings.expect(badToken == 401, "bad token: " + badToken);
        int read = alice.vm(foreign).status();
        findings.expect(read == 404, "alice reads another's VM: " + read);
        int act = alice.act(foreign, "stop").status();
        findings.expect(act == 404, "alice stops another's VM: " + act);
        int missing = alice.vm(new VmRef(foreign.cluster(), 999_999)).status();
        findings.expect(missing == 404, "one that does not exist: " + missing);
    }
}
