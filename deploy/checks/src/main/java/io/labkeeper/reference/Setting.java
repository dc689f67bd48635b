package io.labkeeper.reference;

import java.util.Locale;

/**
 * One setting of a service.
 *
 * @param property its name, such as {@code labkeeper.poll.quick-interval}; a name that is chosen by whoever configures stands as
 *     {@code {name}}, the number of a list's entry as {@code [n]}
 * @param type what it may hold, in a word
 * @param standard what holds if it is not set; empty if nothing does
 * @param doc what it means, in Markdown
 */
public record Setting(String property, String type, String standard, String doc) {

    /** The environment variable that sets it. */
    public String variable() {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
