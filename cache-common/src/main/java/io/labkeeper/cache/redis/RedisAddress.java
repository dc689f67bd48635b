package io.labkeeper.cache.redis;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where Redis is, as {@code REDIS_URL} says it: {@code redis://[user:password@]host[:6379][/database]}, {@code rediss://…} for the same
 * with TLS, or {@code redis-sentinel://[user:password@]host[:26379][,host…]/master} and {@code rediss-sentinel://…} for sentinels that know
 * the master. Sentinels are asked with the same user and password as Redis itself.
 *
 * @param endpoints addresses as the client takes them, each with user and password
 * @param encrypted whether connections use TLS
 * @param master the name under which sentinels know the master; null without sentinels
 */
record RedisAddress(List<String> endpoints, boolean encrypted, String master) {
    private static final Pattern FORM =
            Pattern.compile("(rediss?)(-sentinel)?://(?:([^@/]*)@)?([^@/?#]+)(?:/([^?#]*))?(\\?.*)?");
    private static final Pattern WITH_PORT = Pattern.compile(".+:\\d{1,5}");
    private static final String SENTINEL_PORT = ":26379";

    /** @throws IllegalArgumentException if it is none; the message does not repeat the text, which may hold a password */
    static RedisAddress parse(String url) {
        Matcher matcher = FORM.matcher(url.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("REDIS_URL is none of redis://[user:password@]host[:port][/database],"
                    + " rediss://…, redis-sentinel://[user:password@]host[:port][,host…]/master, rediss-sentinel://…");
        }
        String scheme = matcher.group(1);
        boolean encrypted = scheme.equals("rediss");
        return matcher.group(2) == null
                ? new RedisAddress(List.of(single(matcher)), encrypted, null)
                : new RedisAddress(sentinels(scheme, matcher), encrypted, master(matcher));
    }

    private static String single(Matcher matcher) {
        if (matcher.group(4).contains(",")) {
            throw new IllegalArgumentException("REDIS_URL names several hosts, which only redis-sentinel:// may");
        }
        return matcher.group();
    }

    private static List<String> sentinels(String scheme, Matcher matcher) {
        String credentials = matcher.group(3) == null ? "" : matcher.group(3) + "@";
        return Stream.of(matcher.group(4).split(","))
                .map(host -> WITH_PORT.matcher(host).matches() ? host : host + SENTINEL_PORT)
                .map(host -> scheme + "://" + credentials + host)
                .toList();
    }

    private static String master(Matcher matcher) {
        String master = matcher.group(5);
        if (master == null || master.isBlank()) {
            throw new IllegalArgumentException(
                    "REDIS_URL does not name the master: redis-sentinel://host[:port]/master");
        }
        return master;
    }

    /** Without credentials. */
    @Override
    public String toString() {
        return "RedisAddress["
                + endpoints.stream()
                        .map(one -> one.replaceAll("//[^@]*@", "//"))
                        .toList() + (master == null ? "" : ", master " + master) + "]";
    }
}
