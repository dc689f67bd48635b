package io.labkeeper.reader.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the console as it is sent, small enough to be held in memory.
 *
 * @param type of its content, for browsers, which are told not to guess
 * @param compressed the same in gzip's format; null if that is not smaller
 * @param tag without quotes: different bytes have different tags
 */
record ConsoleFile(String type, byte[] bytes, byte[] compressed, String tag) {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "json", "application/json");
    private static final String OTHER = "text/plain; charset=utf-8";

    static ConsoleFile of(String name, byte[] bytes) {
        byte[] compressed = gzip(bytes);
        return new ConsoleFile(
                type(name), bytes, compressed.length < bytes.length ? compressed : null, Digest.hex(bytes));
    }

    private static String type(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(ending, OTHER);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
