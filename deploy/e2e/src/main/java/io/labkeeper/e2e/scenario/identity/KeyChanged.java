package io.labkeeper.e2e.scenario.identity;

import io.labkeeper.e2e.lab.Issuer;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The identity provider signs with another key from one moment to the next. */
final class KeyChanged implements Scenario {
    private static final int TOKENS = 30;

    @Override
    public String id() {
        return "O-02";
    }

    @Override
    public String promise() {
        return "the signing key changed: tokens of the old and of the new key are let in by all replicas, and each replica asks"
                + " for the keys once, however many tokens name the new one";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Issuer issuer = bench.lab().issuer();
        List<Part> replicas = Stream.of("inventory-service", "action-service")
                .flatMap(service -> bench.lab().state().ofKind(service).stream())
                .toList();
        List<String> old = tokens(issuer);
        read(replicas, old.subList(0, 1));
        long before = issuer.keyRequests();
        issuer.rotate();
        try {
            List<String> fresh = tokens(issuer);
            Map<Integer, Integer> ofNew = read(replicas, fresh);
            Map<Integer, Integer> ofOld = read(replicas, old);
            long asked = issuer.keyRequests() - before;
            int each = TOKENS * replicas.size();
            findings.expect(ofNew.equals(Map.of(200, each)), TOKENS + " tokens of the new key: answers " + ofNew);
            findings.expect(ofOld.equals(Map.of(200, each)), TOKENS + " tokens of the old key: answers " + ofOld);
            findings.expect(
                    asked > 0 && asked <= replicas.size(),
                    "the keys were asked for " + asked + " times by " + replicas.size() + " replicas");
        } finally {
            issuer.unrotate();
        }
    }

    /** None of which anybody has seen. */
    private static List<String> tokens(Issuer issuer) {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < TOKENS; i++) {
            tokens.add(issuer.token("admin"));
        }
        return tokens;
    }

    private static Map<Integer, Integer> read(List<Part> replicas, List<String> tokens) {
        Map<Integer, Integer> answers = new TreeMap<>();
        for (String token : tokens) {
            for (Part part : replicas) {
                answers.merge(IdentityRows.read(part.kind(), part.name(), part.url(), token), 1, Integer::sum);
            }
        }
        return answers;
    }
}
