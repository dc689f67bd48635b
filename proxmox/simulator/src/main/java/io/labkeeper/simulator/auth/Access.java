package io.labkeeper.simulator.auth;

import io.labkeeper.simulator.error.ApiError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who may do what where. As in Proxmox, an entry on a longer path replaces what is inherited from shorter ones.
 * Guarded by the world's lock.
 */
public final class Access {

    private static final Grant NOTHING = new Grant(Set.of(), false);

    private final Map<String, Map<String, Grant>> grants = new HashMap<>();

    /**
     * @param privileges none at all takes away what is inherited
     * @param propagate whether it holds for longer paths, too
     */
    private record Grant(Set<String> privileges, boolean propagate) {}

    /**
     * @param user "user@realm" or "user@realm!token"
     */
    public void grant(String user, String path, Set<String> privileges, boolean propagate) {
        grants.computeIfAbsent(user, u -> new TreeMap<>()).put(path, new Grant(new TreeSet<>(privileges), propagate));
    }

    public void revoke(String user, String path) {
        grants.getOrDefault(user, new HashMap<>()).remove(path);
    }

    /** The privileges on a path, and whether each would be inherited by longer paths. */
    public Map<String, Boolean> privileges(String user, String path) {
        Grant grant = effective(user, path);
        Map<String, Boolean> result = new TreeMap<>();
        grant.privileges().forEach(privilege -> result.put(privilege, grant.propagate()));
        return result;
    }

    public boolean allows(String user, String path, String privilege) {
        return effective(user, path).privileges().contains(privilege);
    }

    /** The grant on the path itself or, of those on shorter ones that are inherited, the longest. */
    private Grant effective(String user, String path) {
        Map<String, Grant> own = grants.getOrDefault(user, Map.of());
        Grant exact = own.get(path);
        if (exact != null) {
            return exact;
        }
        for (String prefix = parent(path); prefix != null; prefix = parent(prefix)) {
            Grant grant = own.get(prefix);
            if (grant != null && grant.propagate()) {
                return grant;
            }
        }
        return NOTHING;
    }

    /** Null for "/". */
    private static String parent(String path) {
        int end = path.lastIndexOf('/');
        return path.equals("/") ? null : end == 0 ? "/" : path.substring(0, end);
    }

    /**
     * @throws ApiError 403 unless the user has at least one of the privileges on the path
     */
    public void requireAny(String user, String path, List<String> privileges) {
        Set<String> own = effective(user, path).privileges();
        if (privileges.stream().noneMatch(own::contains)) {
            throw ApiError.forbidden(path + ", " + String.join("|", privileges));
        }
    }

    /** The paths on which something is granted to the user. */
    public Set<String> paths(String user) {
        return grants.getOrDefault(user, Map.of()).keySet();
    }
}
