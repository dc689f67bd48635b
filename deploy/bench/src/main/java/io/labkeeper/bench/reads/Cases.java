package io.labkeeper.bench.reads;

import io.labkeeper.bench.run.BenchLab;
import io.labkeeper.bench.run.PackagedService;
import io.labkeeper.bench.run.Target;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Http;
import io.labkeeper.e2e.api.VmRef;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What is asked of a replica, and what of the plain service beside it. The plain one answers with the replica's own bytes. */
final class Cases {
    /** A demo user who has nothing yet, so that the number of VMs is ours to say. */
    private static final String USER = "carol";

    private static final int OWN = 20;
    private static final Duration ASSIGNED = Duration.ofSeconds(20);
    private static final String LIST = "/api/vms";
    private static final String PLAIN_TAG = "W/\"plain\"";

    private final BenchLab lab;
    private final PackagedService replica;

    /** @param lab whose users have their machines */
    Cases(BenchLab lab, PackagedService replica) {
        this.lab = lab;
        this.replica = replica;
    }

    /**
     * One read.
     *
     * @param bytes of its body
     * @param wanted least ratio, null if none was promised
     */
    record Case(String name, String against, long bytes, Double wanted, Target ours, Target theirs) {}

    /** Gives the user the first twenty VMs. */
    void assign() {
        List<String> first = lab.api(replica, "admin").vms("?limit=" + OWN).keySet().stream()
                .map(vm -> vm.cluster() + "/" + vm.vmid())
                .toList();
        lab.give(USER, first);
        Eventually.happens("the user's VMs assigned", ASSIGNED, () -> total(list(USER)) == OWN);
    }

    /** Leaves the bodies that the plain service is to answer with in that folder. */
    void writeBodies(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("user"), list(USER).body());
            Files.writeString(folder.resolve("admin"), list("admin").body());
        } catch (IOException e) {
            throw new ProveException("cannot write into " + folder, e);
        }
    }

    List<Case> all(PackagedService plain) {
        Answer user = list(USER);
        Answer admin = list("admin");
        Map<String, String> carol = token(USER);
        Map<String, String> root = token("admin");
        Map<String, String> gzip = with(root, "Accept-Encoding", "gzip");
        long small = size(user);
        long large = size(admin);
        String users = "a user's " + total(user) + " of " + total(admin);
        String all = "an administrator's " + total(admin);
        VmRef foreign = foreign();
        String other = "/api/vms/" + foreign.cluster() + "/" + foreign.vmid();
        Target mine = ours("user", LIST, carol, 200);
        return List.of(
                new Case(users, "ready bytes", small, 0.8, mine, plain("user-plain", plain, "checked/user", carol)),
                new Case(
                        users,
                        "the same, open to all",
                        small,
                        0.7,
                        mine,
                        plain("user-open", plain, "open/user", Map.of())),
                new Case(
                        users + ", not modified",
                        "304",
                        0,
                        0.9,
                        ours("user-304", LIST, () -> with(carol, "If-None-Match", tag(list(USER))), 304),
                        plain("user-304-plain", plain, "checked/user", with(carol, "If-None-Match", PLAIN_TAG), 304)),
                new Case(
                        all,
                        "ready bytes",
                        large,
                        0.8,
                        ours("admin", LIST, root, 200),
                        plain("admin-plain", plain, "checked/admin", root)),
                new Case(
                        all + ", gzip",
                        "ready bytes, compressed by the stack",
                        large,
                        null,
                        ours("admin-gzip", LIST, gzip, 200),
                        plain("admin-gzip-plain", plain, "checked/admin", gzip)),
                new Case(
                        "another user's VM",
                        "404",
                        0,
                        null,
                        ours("foreign", other, carol, 404),
                        plain("foreign-plain", plain, "checked/none", carol, 404)));
    }

    private Answer list(String user) {
        Answer answer = lab.api(replica, user).get(LIST);
        if (answer.status() != 200) {
            throw new ProveException("the list of " + user + " was answered with " + answer.status());
        }
        return answer;
    }

    private VmRef foreign() {
        var own = lab.api(replica, USER).vms("").keySet();
        return lab.api(replica, "admin").vms("").keySet().stream()
                .filter(vm -> !own.contains(vm))
                .findFirst()
                .orElseThrow(() -> new ProveException(USER + " has all there is"));
    }

    private static int total(Answer list) {
        return list.json().path("total").asInt();
    }

    private static long size(Answer answer) {
        return answer.body().getBytes(StandardCharsets.UTF_8).length;
    }

    private Map<String, String> token(String user) {
        return Map.of("Authorization", "Bearer " + lab.lab().token(user));
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put(name, value);
        return all;
    }

    private static String tag(Answer list) {
        return list.headers().firstValue("ETag").orElseThrow();
    }

    private Target ours(String name, String path, Map<String, String> headers, int status) {
        return ours(name, path, () -> headers, status);
    }

    private Target ours(String name, String path, Supplier<Map<String, String>> headers, int status) {
        return checked(new Target(name, replica, path, headers, status));
    }

    private static Target plain(String name, PackagedService plain, String path, Map<String, String> headers) {
        return plain(name, plain, path, headers, 200);
    }

    private static Target plain(
            String name, PackagedService plain, String path, Map<String, String> headers, int status) {
        return checked(new Target(name, plain, "/plain/" + path, headers, status));
    }

    /** What is answered in another way than it should be must not be measured. */
    private static Target checked(Target target) {
        int status = Http.send("GET", URI.create(target.url()), target.headers().get(), null)
                .status();
        if (status != target.status()) {
            throw new ProveException(target.name() + " was answered with " + status + ", not " + target.status());
        }
        return target;
    }
}
