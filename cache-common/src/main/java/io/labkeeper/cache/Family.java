package io.labkeeper.cache;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.util.regex.Pattern;

/**
 * Values of one kind in the cache, which live and are evicted by the same rules.
 *
 * <p>Values must be immutable: all callers within a process share one. What is shared with other replicas has to survive the way
 * through JSON.
 *
 * @param name part of the keys in Redis and of metrics: lower-case letters, digits and hyphens, at most 40
 * @param type what a value is decoded to
 * @param policy how long values live, and where
 */
public record Family<V>(String name, JavaType type, Policy policy) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    public Family {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a cache family: " + name);
        }
    }

    public static <V> Family<V> of(String name, Class<V> type, Policy policy) {
        return new Family<>(name, TypeFactory.defaultInstance().constructType(type), policy);
    }

    /** For values with type parameters, such as lists. */
    public static <V> Family<V> of(String name, TypeReference<V> type, Policy policy) {
        return new Family<>(name, TypeFactory.defaultInstance().constructType(type), policy);
    }
}
