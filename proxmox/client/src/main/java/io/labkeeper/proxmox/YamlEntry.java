package io.labkeeper.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A map in the clusters file, read strictly. Messages name the place and the key, never the value: it may be a secret in
 * the wrong line.
 *
 * @param place for messages: "clusters.yaml: cluster 'lab-a'"
 */
record YamlEntry(String place, JsonNode map) {

    YamlEntry {
        if (!map.isObject()) {
            throw new BadClustersFileException(place + ": must be a map of keys and values");
        }
    }

    void allow(Set<String> keys) {
        Iterator<String> names = map.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (!keys.contains(name)) {
                throw bad(name, "is not a known key");
            }
        }
    }

    boolean has(String key) {
        return map.hasNonNull(key);
    }

    Optional<String> text(String key) {
        JsonNode value = map.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isValueNode() || value.asText().isBlank()) {
            throw bad(key, "must be a text");
        }
        return Optional.of(value.asText().trim());
    }

    String required(String key) {
        return text(key).orElseThrow(() -> bad(key, "is missing"));
    }

    /** Empty if the key is absent; a present list has at least one text. */
    List<String> texts(String key) {
        if (!has(key)) {
            return List.of();
        }
        JsonNode value = map.get(key);
        List<String> texts = new ArrayList<>();
        for (JsonNode item : value) {
            if (!item.isValueNode() || item.asText().isBlank()) {
                throw bad(key, "must be a list of texts");
            }
            texts.add(item.asText().trim());
        }
        if (!value.isArray() || texts.isEmpty()) {
            throw bad(key, "must be a list of texts, with one at least");
        }
        return texts;
    }

    boolean flag(String key) {
        JsonNode value = map.path(key);
        if (has(key) && !value.isBoolean()) {
            throw bad(key, "must be true or false");
        }
        return value.asBoolean(false);
    }

    Optional<Integer> whole(String key, int least, int most) {
        if (!has(key)) {
            return Optional.empty();
        }
        JsonNode value = map.get(key);
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            throw bad(key, "must be a whole number from " + least + " to " + most);
        }
        return Optional.of(value.intValue());
    }

    /** "500ms", "30s", "5m", "1h" or ISO 8601 ("PT30S"), from 1 ms to a day. */
    Optional<Duration> duration(String key) {
        return text(key).map(text -> duration(key, text));
    }

    private Duration duration(String key, String text) {
        String iso = text.toUpperCase(Locale.ROOT);
        try {
            Duration duration = iso.matches("\\d{1,9}MS")
                    ? Duration.ofMillis(Long.parseLong(iso.substring(0, iso.length() - 2)))
                    : Duration.parse(iso.startsWith("P") ? iso : "PT" + iso);
            if (duration.compareTo(Duration.ofMillis(1)) >= 0 && duration.compareTo(Duration.ofDays(1)) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            throw bad(key, "must be a duration such as 30s or 500ms");
        }
        throw bad(key, "must be a duration from 1 ms to 24 h");
    }

    YamlEntry map(String key) {
        return new YamlEntry(place + ": key '" + key + "'", map.get(key));
    }

    /** A list of one to {@code most} maps. */
    List<YamlEntry> maps(String key, int most) {
        JsonNode value = map.get(key);
        if (!value.isArray() || value.isEmpty() || value.size() > most) {
            throw bad(key, "must be a list of one to " + most + " maps");
        }
        List<YamlEntry> maps = new ArrayList<>();
        value.forEach(item -> maps.add(new YamlEntry(place + ": key '" + key + "'", item)));
        return maps;
    }

    /** Itself, if it has no other keys. */
    YamlEntry allowing(Set<String> keys) {
        allow(keys);
        return this;
    }

    BadClustersFileException bad(String key, String what) {
        return new BadClustersFileException(place + ": key '" + key + "' " + what);
    }
}
