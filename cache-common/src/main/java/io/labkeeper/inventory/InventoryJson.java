package io.labkeeper.inventory;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The one codec of all that the services share: snake_case, RFC 3339 times, unknown fields skipped, no types named inside.
 */
public final class InventoryJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .serializationInclusion(JsonInclude.Include.ALWAYS)
            .build();

    /** A member that is named twice, or something behind the value, is a mistake that must not be guessed about. */
    private static final ObjectMapper STRICT = MAPPER.copy()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private InventoryJson() {}

    /** The mapper behind it, for readers that need trees or streams; do not configure it. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws UnreadableValue if the text is not JSON of that type
     */
    public static <T> T read(String json, Class<T> type) {
        try {
            T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw new UnreadableValue("null is no " + type.getSimpleName(), null);
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new UnreadableValue("not a " + type.getSimpleName(), e);
        }
    }

    /**
     * The body of a request.
     *
     * @return a missing node for no bytes at all
     * @throws UnreadableValue if it is not JSON, or names a member twice
     */
    public static JsonNode request(byte[] body) {
        try {
            return STRICT.readTree(body == null ? new byte[0] : body);
        } catch (IOException e) {
            throw new UnreadableValue("the body is not JSON", e);
        }
    }

    /**
     * The body of a request, as such a value.
     *
     * @throws UnreadableValue if it is not JSON of that type, or names a member twice
     */
    public static <T> T request(byte[] body, Class<T> type) {
        try {
            T value = STRICT.readValue(body, type);
            if (value == null) {
                throw new UnreadableValue("null is no " + type.getSimpleName(), null);
            }
            return value;
        } catch (IOException e) {
            throw new UnreadableValue("not a " + type.getSimpleName(), e);
        }
    }

    /** The failure for a text that is not what it should be. */
    public static UnreadableValue unreadable(String message, Throwable cause) {
        return new UnreadableValue(message, cause);
    }

    /** A value in a store or a message that cannot be decoded: treat it as missing and load again. */
    public static final class UnreadableValue extends RuntimeException {
        UnreadableValue(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
