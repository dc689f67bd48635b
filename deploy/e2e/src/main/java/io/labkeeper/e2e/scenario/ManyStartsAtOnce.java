package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A whole school begins its lesson: every VM is asked for by a request of its own, all in the same moment. A smaller class has begun before
 * it, since a process that was just started takes its first requests much slower; how slow, is told.
 */
public final class ManyStartsAtOnce implements Scenario {
    private static final int VMS = 500;
    private static final int BEFORE_THEM = 200;
    private static final Duration ACCEPTED = Duration.ofSeconds(5);
    private static final Duration READS = Duration.ofMillis(20);

    @Override
    public String id() {
        return "A-01";
    }

    @Override
    public String promise() {
        return VMS + " starts at once: all accepted within 5 s, " + CrowdAtWork.PROMISE + ", reads' p99 within 20 ms";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (Crowd crowd = Crowd.of(bench, BEFORE_THEM + VMS)) {
            CrowdAtWork work = new CrowdAtWork(bench, crowd);
            List<VmRef> first = crowd.vms().subList(0, BEFORE_THEM);
            List<VmRef> then = crowd.vms().subList(BEFORE_THEM, BEFORE_THEM + VMS);
            warmUp(bench, work, first, findings);
            Instant begin = bench.database().now();
            try (PromisedLoad load = PromisedLoad.on(bench, findings)) {
                long from = System.nanoTime();
                findings.within("the last answer after", accepted(bench, then, findings), ACCEPTED);
                work.watched(then.size(), findings);
                load.fast("meanwhile", from, System.nanoTime(), READS, findings);
                load.allGood(findings);
            }
            work.succeededSince(begin, VMS, findings);
        }
    }

    private static void warmUp(Bench bench, CrowdAtWork work, List<VmRef> vms, Findings findings) {
        Duration took = accepted(bench, vms, findings);
        findings.note("that was before: the last answer after " + took.toMillis() + " ms");
        work.ended(vms.size());
    }

    /** Until the last answer. */
    private static Duration accepted(Bench bench, List<VmRef> vms, Findings findings) {
        List<Api> replicas = bench.replicas("action-service");
        ExecutorService callers = Executors.newFixedThreadPool(vms.size());
        try {
            long begin = System.nanoTime();
            Map<VmRef, CompletableFuture<Optional<Answer>>> asked = vms.stream()
                    .collect(Collectors.toMap(
                            vm -> vm,
                            vm -> CompletableFuture.supplyAsync(
                                    () -> accepted(replicas.get(vm.vmid() % replicas.size()), vm), callers)));
            asked.values().forEach(CompletableFuture::join);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            asked.forEach((vm, answer) -> answer.join().ifPresent(accepted -> bench.accepted(accepted, vm, "start")));
            long accepted = asked.values().stream()
                    .filter(answer -> answer.join().isPresent())
                    .count();
            findings.expect(accepted == vms.size(), accepted + " of " + vms.size() + " accepted");
            return took;
        } finally {
            callers.shutdown();
        }
    }

    /** Empty for another answer, and for none. */
    private static Optional<Answer> accepted(Api replica, VmRef vm) {
        try {
            return Optional.of(replica.act(vm, "start")).filter(answer -> answer.status() == 202);
        } catch (ProveException noAnswer) {
            return Optional.empty();
        }
    }
}
