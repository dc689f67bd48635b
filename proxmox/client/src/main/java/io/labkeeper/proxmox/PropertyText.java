package io.labkeeper.proxmox;

import java.util.LinkedHashMap;
import java.util.Map;

/** Proxmox's property texts: {@code virtio=BC:24:11:…,bridge=vmbr0}, where a first part without key has a default key. */
final class PropertyText {

    private PropertyText() {}

    /**
     * @param text null counts as empty
     * @param defaultKey the key of a part that has none ({@code "1,fstrim_cloned_disks=1"})
     */
    static Map<String, String> parse(String text, String defaultKey) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : text == null ? new String[0] : text.split(",")) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? defaultKey : part.substring(0, equals).trim();
            String value = part.substring(equals + 1).trim();
            if (!value.isEmpty()) {
                parts.putIfAbsent(key, value);
            }
        }
        return parts;
    }
}
