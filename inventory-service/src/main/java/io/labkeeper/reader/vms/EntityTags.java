package io.labkeeper.reader.vms;

/** Conditional requests (RFC 9110): our tags are weak, and compared weakly. */
final class EntityTags {

    private EntityTags() {}

    /** The header's form of a tag. */
    static String weak(String opaque) {
        return "W/\"" + opaque + "\"";
    }

    /**
     * Whether the client has what we would send.
     *
     * @param ifNoneMatch the header as sent, a list of tags or {@code *}; null if there is none
     */
    static boolean matches(String ifNoneMatch, String opaque) {
        if (ifNoneMatch == null) {
            return false;
        }
        if (ifNoneMatch.equals(weak(opaque))) {
            return true;
        }
        for (String tag : ifNoneMatch.split(",")) {
            String candidate = tag.trim();
            String value = candidate.startsWith("W/") ? candidate.substring(2) : candidate;
            if (candidate.equals("*") || value.equals("\"" + opaque + "\"")) {
                return true;
            }
        }
        return false;
    }
}
