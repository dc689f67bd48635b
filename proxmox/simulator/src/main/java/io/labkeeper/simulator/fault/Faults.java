package io.labkeeper.simulator.fault;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;

/** The faults laid down at present; the first that fits a request strikes it. Safe to use from any thread. */
public final class Faults {

    private final Random random;
    private final Map<String, Active> active = new LinkedHashMap<>();
    private int lastId;

    public Faults(long seed) {
        this.random = new Random(seed);
    }

    private static final class Active {
        private final Fault fault;
        private final Pattern path;
        private int struck;

        private Active(Fault fault) {
            this.fault = fault;
            this.path = Pattern.compile(Pattern.quote(fault.match().path()).replace("*", "\\E.*\\Q"), Pattern.DOTALL);
        }

        private boolean fits(String method, String requestPath, String user) {
            Fault.Match match = fault.match();
            return (match.method() == null || match.method().equalsIgnoreCase(method))
                    && (match.user() == null || match.user().equals(user))
                    && path.matcher(requestPath).matches();
        }

        private boolean usedUp() {
            return fault.count() > 0 && struck >= fault.count();
        }
    }

    /** Lays down a fault and returns its id. */
    public synchronized String add(Fault fault) {
        lastId++;
        String id = "fault-" + lastId;
        active.put(id, new Active(fault));
        return id;
    }

    /** Whether there was such a fault. */
    public synchronized boolean remove(String id) {
        return active.remove(id) != null;
    }

    public synchronized void clear() {
        active.clear();
    }

    /** What is laid down, by id, used-up ones included. */
    public synchronized Map<String, Fault> list() {
        Map<String, Fault> copy = new LinkedHashMap<>();
        active.forEach((id, entry) -> copy.put(id, entry.fault));
        return copy;
    }

    /** How often the fault has struck; 0 if there is none of that id. */
    public synchronized int struck(String id) {
        Active entry = active.get(id);
        return entry == null ? 0 : entry.struck;
    }

    /**
     * Rolls the dice for a request.
     *
     * @param user null if nobody is known
     */
    public synchronized Optional<Fault> strike(String method, String path, String user) {
        for (Active entry : active.values()) {
            if (!entry.usedUp() && entry.fits(method, path, user) && random.nextDouble() < entry.fault.probability()) {
                entry.struck++;
                return Optional.of(entry.fault);
            }
        }
        return Optional.empty();
    }
}
