package io.labkeeper.lab.stores;

import io.labkeeper.lab.state.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Who may do what in Redis: each service its own user with the keys and channels it needs, none with commands that can harm the others,
 * from the file that makes them in production (deploy/stores). The user {@code default}, who may do everything, is for tests that break things by hand.
 */
public final class RedisUsers {
    public static final String WORKER = "worker";
    public static final String ACTION = "action";
    public static final String INVENTORY = "inventory";
    public static final String EVERYTHING = "default";

    private RedisUsers() {}

    /** The users in Redis' ACL file format; passwords as SHA-256. */
    public static String aclFile(Secrets secrets) {
        return user(secrets, EVERYTHING, "~* &* +@all")
                + "\n"
                + StoreFile.USERS.with(Map.of(
                        "worker_sha256", sha256(password(secrets, WORKER)),
                        "action_sha256", sha256(password(secrets, ACTION)),
                        "inventory_sha256", sha256(password(secrets, INVENTORY))));
    }

    /** The password of one of the users. */
    public static String password(Secrets secrets, String user) {
        return secrets.get("redis-" + user);
    }

    private static String user(Secrets secrets, String name, String rights) {
        return "user " + name + " reset on #" + sha256(password(secrets, name)) + " " + rights;
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
