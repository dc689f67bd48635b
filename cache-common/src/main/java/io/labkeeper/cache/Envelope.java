package io.labkeeper.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The form of a shared value: JSON with a version and no type inside, so that nothing but the type the reader expects is ever
 * made from it.
 */
final class Envelope {
    private static final int VERSION = 1;

    private final ObjectMapper mapper;

    /**
     * @param lifetime for which the writer asked the store to hold it: with what is left of it, that tells its age
     */
    record Opened<V>(V value, Duration lifetime) {}

    Envelope(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** @throws IllegalArgumentException if the value cannot be written as JSON */
    String seal(Object value, Duration lifetime) {
        try {
            return mapper.writeValueAsString(mapper.createObjectNode()
                    .put("v", VERSION)
                    .put("lifetime_ms", lifetime.toMillis())
                    .set("value", mapper.valueToTree(value)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a cached value must be writable as JSON", e);
        }
    }

    /** Empty for another version's value and for what is none: it counts as not there. */
    <V> Optional<Opened<V>> open(String text, JavaType type) {
        try {
            JsonNode node = mapper.readTree(text);
            if (node == null
                    || node.path("v").asInt(-1) != VERSION
                    || !node.path("lifetime_ms").canConvertToLong()
                    || !node.hasNonNull("value")) {
                return Optional.empty();
            }
            V value = mapper.readerFor(type).readValue(node.get("value"));
            return Optional.of(new Opened<>(
                    value, Duration.ofMillis(node.get("lifetime_ms").longValue())));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
