package io.labkeeper.lab.stores;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A file of deploy/stores, which says who may do what in a store: packaged with the lab as it is, so that the lab tries what production runs. */
enum StoreFile {
    ROLES("roles.sql"),
    DATABASE("database.sql"),
    USERS("users.acl");

    private final String text;

    StoreFile(String name) {
        try (InputStream in = StoreFile.class.getResourceAsStream("/stores/" + name)) {
            if (in == null) {
                throw new IllegalStateException("stores/" + name + " is missing in this package");
            }
            this.text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its text with each {@code ${name}} put in; a name that is not given is left as it is, and the store refuses it. */
    String with(Map<String, String> values) {
        String filled = text;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace("${" + value.getKey() + "}", value.getValue());
        }
        return filled;
    }
}
