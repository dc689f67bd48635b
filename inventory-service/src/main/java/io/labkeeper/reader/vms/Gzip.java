package io.labkeeper.reader.vms;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Large answers in gzip's format. Small ones are left to the server, which does it on the way out, on the event loop. */
final class Gzip {
    /** From here on compressing takes an event loop more than a moment: about a millisecond. */
    private static final int LARGE = 64 * 1024;

    /** JSON of many alike objects shrinks to a tenth at any level; the higher ones only take longer. */
    private static final int LEVEL = 4;

    private Gzip() {}

    /**
     * Whether we should compress it.
     *
     * @param acceptEncoding all lines of the header as sent (RFC 9110, 12.5.3)
     * @param length of the body in bytes
     */
    static boolean wanted(List<String> acceptEncoding, int length) {
        return large(length) && accepts(String.join(",", acceptEncoding).toLowerCase(Locale.ROOT));
    }

    /** Whether compressing a body of this length is nothing for an event loop. */
    static boolean large(int length) {
        return length >= LARGE;
    }

    /** What is said of gzip by its name counts, else what is said of all that are not named. */
    private static boolean accepts(String encodings) {
        boolean anyOther = false;
        for (String encoding : encodings.split(",")) {
            String[] parts = encoding.split(";", 2);
            boolean accepted = parts.length == 1 || !parts[1].replace(" ", "").matches("q=0(\\.0*)?");
            if (parts[0].trim().equals("gzip")) {
                return accepted;
            }
            anyOther |= parts[0].trim().equals("*") && accepted;
        }
        return anyOther;
    }

    static byte[] of(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 8);
        try (GZIPOutputStream gzip = new Leveled(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static final class Leveled extends GZIPOutputStream {
        private Leveled(ByteArrayOutputStream to) throws IOException {
            super(to, 8 * 1024);
            def.setLevel(LEVEL);
        }
    }
}
