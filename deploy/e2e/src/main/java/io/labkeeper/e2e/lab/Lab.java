package io.labkeeper.e2e.lab;

import io.labkeeper.e2e.ProveException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A lab, driven as a user drives it: by {@code ./lab} and by signals to the processes named in {@code state.json}. The file is read
 * anew at each question, since a repair changes it.
 */
public final class Lab {
    private static final int LOWEST_PORT = 20_000;
    private static final int HIGHEST_PORT = 32_000;
    private static final int PORT_TRIES = 500;

    private final LabCommand command;
    private final Path dir;
    private final List<Lab> others = new CopyOnWriteArrayList<>();
    private volatile List<String> startedWith;
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    /**
     * @param command how {@code ./lab} is called
     * @param dir where this lab keeps its files
     */
    public Lab(LabCommand command, Path dir) {
        this.command = command;
        this.dir = dir.toAbsolutePath().normalize();
    }

    public Path dir() {
        return dir;
    }

    /**
     * {@code ./lab up} in the background, with proxies before the stores; returns when all is ready.
     *
     * @param options further options of {@code up}
     */
    public void up(List<String> options) {
        List<String> line = line("up", "--detach", "--store-proxies");
        line.addAll(options);
        command.run(line);
    }

    /** {@link #up} where no lab was; it can be started {@link #again}. */
    public void start(List<String> options) {
        up(options);
        startedWith = List.copyOf(options);
    }

    /**
     * {@code ./lab up} as it was started, for after {@link #down}.
     *
     * @return how to start it; empty if it was found running, and nobody knows how it was started
     */
    public Optional<Runnable> again() {
        return Optional.ofNullable(startedWith).map(options -> () -> up(options));
    }

    /** {@code ./lab status}, whatever its exit code. */
    public LabCommand.Outcome status() {
        return command.outcome(line("status"));
    }

    /**
     * {@code ./lab up} in the background as it is, without proxies.
     *
     * @return what it said
     */
    public String upPlain(List<String> options) {
        List<String> line = line("up", "--detach");
        line.addAll(options);
        return command.run(line);
    }

    /** A lab of its own, driven in the same way. */
    public Lab another(String name) {
        Lab other = new Lab(command, dir.resolveSibling(dir.getFileName() + "-" + name));
        others.add(other);
        return other;
    }

    /** Ends a call of {@code ./lab} that is under way. */
    public void interrupt() {
        command.interrupt();
    }

    /** Stops what was started by {@link #another}, where a story was cut short. */
    public void endOthers() {
        others.stream().filter(Lab::noted).forEach(Lab::wipe);
    }

    /** {@code ./lab up} again: starts what is missing and leaves the rest alone. */
    public void repair() {
        command.run(line("up", "--detach"));
    }

    /**
     * The same, and that replica is started through a program.
     *
     * @param replica such as {@code sync-worker-1}; it must not run
     * @param program that becomes the process of the command that follows it, such as {@code env A=b}; no blanks in its arguments
     */
    public void repairUnder(String replica, List<String> program) {
        command.run(line("up", "--detach", "--run-under", replica + "=" + String.join(" ", program)));
    }

    /** {@link #repair} where its last look, as a caller, need not succeed: what is missing is started all the same. */
    public void repairBlindly() {
        command.outcome(line("up", "--detach"));
    }

    /** {@code ./lab down}. */
    public void down() {
        command.run(line("down"));
    }

    /** {@link #down} at Ctrl-C: ends the call of {@code ./lab} that is under way first, which may be starting it. */
    public void downNow() {
        interrupt();
        if (noted()) {
            down();
        }
    }

    /** {@code ./lab down --wipe}: what was left of an earlier run is gone. */
    public void wipe() {
        command.run(line("down", "--wipe"));
    }

    /** Whether there is a note of a running lab. */
    public boolean noted() {
        return Files.exists(stateFile());
    }

    /** @throws ProveException if no lab runs here */
    public LabState state() {
        try {
            return LabState.parse(Files.readString(stateFile()));
        } catch (IOException e) {
            throw new ProveException("cannot read " + stateFile(), e);
        }
    }

    /** A bearer token for one of the demo users, good for half an hour at least: a run may be longer than a token lives. */
    public String token(String user) {
        return tokens.compute(
                        user, (name, known) -> known != null && known.fresh() ? known : token(line("token", name)))
                .text();
    }

    private Token token(List<String> line) {
        return new Token(command.run(line).strip(), System.nanoTime());
    }

    private record Token(String text, long since) {
        private static final Duration KEPT = Duration.ofMinutes(30);

        boolean fresh() {
            return System.nanoTime() - since < KEPT.toNanos();
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "token";
        }
    }

    /** {@code kill -9} to that part. */
    public void kill(String part) {
        Signals.kill(state().part(part));
    }

    /** Asks that part to end in good order, as one who stops a service does. */
    public void terminate(String part) {
        Signals.terminate(state().part(part));
    }

    /** Freezes that part, with the processes that it has started. */
    public void stop(String part) {
        Signals.stop(state().part(part));
    }

    /** Lets a frozen part go on. */
    public void go(String part) {
        Signals.go(state().part(part));
    }

    /** A connection to Redis, past the proxies; close it. */
    public Redis redis() {
        return new Redis(state().part("redis"));
    }

    /** The identity provider of the demo users. */
    public Issuer issuer() {
        return new Issuer(state().part("issuer"));
    }

    /** What a service's process says of itself. */
    public Health health(String part) {
        return new Health(state().part(part));
    }

    /** The proxies between services and stores. */
    public StoreProxies proxies() {
        return new StoreProxies(state());
    }

    /**
     * A port that is free at this moment. From below the range of which systems take the local ports of outgoing connections: such a
     * one may be gone when a part wants it back after a restart.
     */
    public static int freePort() {
        for (int i = 0; i < PORT_TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                continue;
            } catch (IOException e) {
                throw new ProveException("no free port", e);
            }
        }
        throw new ProveException("no free port between " + LOWEST_PORT + " and " + HIGHEST_PORT);
    }

    private Path stateFile() {
        return dir.resolve("state.json");
    }

    private List<String> line(String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        line.add("--dir");
        line.add(dir.toString());
        return line;
    }
}
