package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.load.History.Accepted;
import io.labkeeper.e2e.simulator.PowerOrder;
import java.time.Duration;
import java.util.List;

/** A caller does not know whether a request has arrived, and asks again. */
public final class SameKeyTwice implements Scenario {
    private static final Duration ENDED = Duration.ofSeconds(60);

    @Override
    public String id() {
        return "A-04";
    }

    @Override
    public String promise() {
        return "the same key asked twice, at different replicas, gives the same action and the same batch; with another"
                + " request it is 422";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        List<Api> replicas = bench.replicas("action-service");
        Api one = replicas.get(0);
        Api other = replicas.get(replicas.size() - 1);
        String key = "prove-" + bench.random().nextInt(1_000_000_000);
        single(bench, one, other, key, findings);
        many(bench, one, other, key + "-many", findings);
    }

    private static void single(Bench bench, Api one, Api other, String key, Findings findings) {
        VmRef vm = bench.guests().stopped();
        Answer first = one.post(path(vm, "start"), key, null);
        bench.accepted(first, vm, "start");
        String id = Bench.idOf(first);
        Answer meanwhile = other.post(path(vm, "start"), key, null);
        bench.ended(id, ENDED);
        Answer afterwards = other.post(path(vm, "start"), key, null);
        Answer another = other.post(path(vm, "stop"), key, null);
        findings.expect(
                id.equals(Bench.idOf(meanwhile)) && id.equals(Bench.idOf(afterwards)),
                "the same action for the same key, while it is open and after its end");
        findings.expect(another.status() == 422, "another request with that key: " + another.status());
        findings.expect(taken(bench, vm) == 1, taken(bench, vm) + " order taken by Proxmox");
    }

    private static void many(Bench bench, Api one, Api other, String key, Findings findings) {
        VmRef vm = bench.guests().stopped();
        String body = "{\"action\": \"start\", \"vms\": [{\"cluster_id\": \"" + vm.cluster() + "\", \"vmid\": "
                + vm.vmid() + "}, {\"cluster_id\": \"" + vm.cluster() + "\", \"vmid\": 999999}]}";
        Answer first = one.post("/api/actions", key, body);
        String id = first.json().path("results").path(0).path("action_id").asText();
        bench.history().accepted(new Accepted(id, vm, "start"));
        bench.ended(id, ENDED);
        Answer second = other.post("/api/actions", key, body);
        Answer another = other.post("/api/actions", key, body.replace("start", "stop"));
        findings.expect(
                first.status() == 202 && first.json().equals(second.json()),
                "the same batch for the same key, after its end");
        findings.expect(another.status() == 422, "another batch with that key: " + another.status());
        findings.expect(taken(bench, vm) == 1, taken(bench, vm) + " order taken by Proxmox");
    }

    private static String path(VmRef vm, String action) {
        return "/api/vm/" + vm.vmid() + "/" + action + "?cluster=" + vm.cluster();
    }

    private static long taken(Bench bench, VmRef vm) {
        return bench.orders().stream()
                .filter(PowerOrder::accepted)
                .filter(order -> order.vm().equals(vm))
                .count();
    }
}
