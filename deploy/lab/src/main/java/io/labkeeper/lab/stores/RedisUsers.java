package io.labkeeper.lab.stores;

import io.labkeeper.lab.state.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Who may do what in Redis, as in production: each service its own user with the keys and channels it needs, none with commands that
 * can harm the others. The user {@code default}, who may do everything, is for tests that break things by hand.
 */
public final class RedisUsers {
    public static final String WORKER = "worker";
    public static final String ACTION = "action";
    public static final String INVENTORY = "inventory";
    public static final String EVERYTHING = "default";

    private static final String INVENTORY_KEYS = "labkeeper:{*}:*";
    private static final String CLUSTERS = "labkeeper:clusters";
    private static final String ASSIGNMENTS = "labkeeper:assignments";
    private static final String FOR_ALL_SERVICES =
            "~labkeeper:cache:* &labkeeper:feed &labkeeper:echo:* -@all +@read +@write +@connection +@transaction +@pubsub"
                    + " +eval +evalsha +eval_ro +evalsha_ro -@dangerous";

    private RedisUsers() {}

    /** The users in Redis' ACL file format; passwords as SHA-256. */
    public static String aclFile(Secrets secrets) {
        return String.join(
                "\n",
                user(secrets, EVERYTHING, "~* &* +@all"),
                user(secrets, WORKER, "~" + INVENTORY_KEYS + " ~" + CLUSTERS + " " + FOR_ALL_SERVICES),
                user(secrets, ACTION, "~" + ASSIGNMENTS + " " + FOR_ALL_SERVICES),
                user(
                        secrets,
                        INVENTORY,
                        "%R~" + INVENTORY_KEYS + " %R~" + CLUSTERS + " %R~" + ASSIGNMENTS + " " + FOR_ALL_SERVICES),
                "");
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
