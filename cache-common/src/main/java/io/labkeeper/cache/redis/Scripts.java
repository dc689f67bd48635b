package io.labkeeper.cache.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The Lua scripts beside this class: each is one atomic step on the keys of one cluster, or of one family of the cache. */
final class Scripts {
    static final String APPLY = read("apply.lua");
    static final String CACHE_EVICT = read("cache-evict.lua");
    static final String CACHE_LEFT = read("cache-left.lua");
    static final String CACHE_READ = read("cache-read.lua");
    static final String CACHE_WRITE = read("cache-write.lua");
    static final String DESCRIBE = read("describe.lua");
    static final String FORGET = read("forget.lua");
    static final String LOAD = read("load.lua");

    private Scripts() {}

    private static String read(String name) {
        try (InputStream in = Scripts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing on the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
