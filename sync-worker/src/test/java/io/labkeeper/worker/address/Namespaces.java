package io.labkeeper.worker.address;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A network of its own on this machine: a bridge in one network namespace, and hosts in others. Only root can make one. The
 * names carry this process's id; what a process that is dead has left is cleared away by the next one.
 */
public final class Namespaces implements AutoCloseable {
    private static final String PREFIX = "lkarp-";
    private static final String SUBNET = "10.77.";

    private final String prefix = PREFIX + ProcessHandle.current().pid() + "-";
    private final String worker = prefix + "worker";
    private final List<String> all = new ArrayList<>();

    /** Why there can be none here; null if there can. */
    public static String obstacle() {
        String name = PREFIX + ProcessHandle.current().pid() + "-try";
        try {
            run(List.of("ip", "netns", "add", name));
            run(List.of("ip", "netns", "del", name));
            return null;
        } catch (UncheckedIOException e) {
            return e.getMessage();
        }
    }

    public Namespaces() {
        clearAway();
        add(worker);
        in(worker, "link add br0 type bridge");
        in(worker, "addr add " + SUBNET + "0.1/23 dev br0");
        in(worker, "link set br0 up");
        // A neighbour that has answered counts as present for 30 s, give or take; the test does not wait so long.
        run(List.of(
                "ip",
                "netns",
                "exec",
                worker,
                "sh",
                "-c",
                "echo 500 > /proc/sys/net/ipv4/neigh/br0/base_reachable_time_ms"));
    }

    private static void clearAway() {
        for (String line : run(List.of("ip", "netns", "list")).split("\n")) {
            String name = line.split(" ")[0];
            if (name.matches(PREFIX + "\\d+-.*") && dead(name.split("-")[1])) {
                run(List.of("ip", "netns", "del", name));
            }
        }
    }

    private static boolean dead(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }

    private void add(String name) {
        run(List.of("ip", "netns", "add", name));
        all.add(name);
        in(name, "link set lo up");
    }

    /** A host. @param address without the subnet's first two parts, such as 0.11 */
    public void host(String name, String mac, String address) {
        String host = prefix + name;
        add(host);
        in(worker, "link add " + name + " type veth peer name eth0 netns " + host);
        in(worker, "link set " + name + " master br0 up");
        in(host, "link set eth0 address " + mac + " up");
        in(host, "addr add " + SUBNET + address + "/23 dev eth0");
    }

    /** It keeps its address and answers no question for it. */
    public void silence(String name) {
        in(prefix + name, "link set eth0 arp off");
    }

    public void readdress(String name, String from, String to) {
        in(prefix + name, "addr del " + SUBNET + from + "/23 dev eth0");
        in(prefix + name, "addr add " + SUBNET + to + "/23 dev eth0");
    }

    /** For how many addresses the worker's kernel is asking at this moment. */
    public long openQuestions() {
        return run(List.of("ip", "-n", worker, "-4", "neigh", "show", "nud", "incomplete"))
                .lines()
                .count();
    }

    /** The worker's kernel holds this for true and does not ask. @param address as for {@link #host}, or an IPv6 address */
    public void knows(String mac, String address) {
        String whole = address.contains(":") ? address : SUBNET + address;
        in(worker, "neigh replace " + whole + " lladdr " + mac + " dev br0 nud permanent");
    }

    /** The worker's kernel has asked for this address, and nobody has answered. */
    public void missed(String address) {
        in(worker, "neigh replace " + SUBNET + address + " dev br0 nud failed");
    }

    /** The worker has this IPv6 address too. */
    public void workerHas(String ipv6) {
        in(worker, "-6 addr add " + ipv6 + "/64 dev br0 nodad");
    }

    /**
     * A program that will run in the worker's namespace.
     *
     * @param environment what it finds there besides ours
     */
    public ProcessBuilder inWorker(List<String> program, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", worker));
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder;
    }

    private static void in(String namespace, String order) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
        command.addAll(Arrays.asList(order.split(" ")));
        run(command);
    }

    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said.strip());
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        all.forEach(name -> run(List.of("ip", "netns", "del", name)));
    }
}
