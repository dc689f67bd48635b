package io.labkeeper.worker.observe;

import io.labkeeper.inventory.Address;
import io.labkeeper.inventory.Trouble;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.worker.draft.VmDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Running VMs of one cluster that claim the same address. All of them are told so; each keeps its addresses, since nobody
 * here knows who is right. Between clusters nothing is compared: labs use the same private networks again and again. Pure.
 */
public final class AddressConflicts {
    /** The trouble's code. */
    public static final String CODE = "address_conflict";

    private AddressConflicts() {}

    /**
     * The records that have to change: flagged anew, flagged otherwise, or not any more. Another trouble is graver and stays.
     *
     * @param ttl how long an observed address is believed; a claim that is older than twice that is none
     */
    public static List<VmRecord> judge(Collection<VmRecord> vms, Duration ttl, Instant now) {
        Map<String, Set<Integer>> claims = new HashMap<>();
        for (VmRecord record : vms) {
            claimed(record, ttl, now).forEach(ip -> claims.computeIfAbsent(ip, any -> new TreeSet<>())
                    .add(record.vm().vmid()));
        }
        claims.values().removeIf(claimants -> claimants.size() < 2);
        return vms.stream()
                .map(record -> judged(record, contested(record, claims, ttl, now)))
                .flatMap(List::stream)
                .toList();
    }

    private static Stream<String> claimed(VmRecord record, Duration ttl, Instant now) {
        boolean claims =
                record.vm().status() == VmStatus.RUNNING && !record.vm().isTemplate();
        Instant limit = now.minus(ttl.multipliedBy(2));
        return claims
                ? record.internal().addresses().stream()
                        .filter(address -> address.source().equals("config")
                                || address.seenAt().isAfter(limit))
                        .map(Address::ip)
                : Stream.empty();
    }

    private static Map<String, Set<Integer>> contested(
            VmRecord record, Map<String, Set<Integer>> claims, Duration ttl, Instant now) {
        Map<String, Set<Integer>> own = new TreeMap<>();
        if (!claims.isEmpty()) {
            claimed(record, ttl, now).filter(claims::containsKey).forEach(ip -> own.put(ip, claims.get(ip)));
        }
        return own;
    }

    private static List<VmRecord> judged(VmRecord record, Map<String, Set<Integer>> contested) {
        Trouble trouble = record.vm().syncError();
        boolean flagged = trouble != null && trouble.code().equals(CODE);
        if (contested.isEmpty() && flagged) {
            return List.of(VmDraft.of(record).syncError(null, null).build());
        }
        if (contested.isEmpty() || trouble != null && !flagged) {
            return List.of();
        }
        VmRecord judged = VmDraft.of(record)
                .syncError(sentence(contested.keySet()), detail(contested))
                .build();
        return judged.equals(record) ? List.of() : List.of(judged);
    }

    /** For users: without the other VM's number, which may be somebody else's. */
    private static Trouble sentence(Set<String> contested) {
        String first = contested.iterator().next();
        String more = contested.size() == 1 ? "" : " and " + (contested.size() - 1) + " more of its addresses";
        return new Trouble(CODE, "Another running VM claims the address " + first + more + " as well.");
    }

    private static String detail(Map<String, Set<Integer>> contested) {
        return contested.entrySet().stream()
                .limit(5)
                .map(claim -> claim.getKey() + ": "
                        + claim.getValue().stream()
                                .limit(10)
                                .map(String::valueOf)
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }
}
