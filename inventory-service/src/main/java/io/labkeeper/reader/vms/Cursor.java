package io.labkeeper.reader.vms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.inventory.InventoryJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Where the next page begins: behind the last VM of this one, by its place in the order and not by a count, so that what is added or
 * removed meanwhile makes nobody be missed or shown twice. Opaque to clients: JSON in Base64.
 */
final class Cursor {
    private static final String NAME = "cursor";
    private static final int LONGEST = 2_000;
    private static final int MEMBERS = 5;

    private Cursor() {}

    static String behind(VmOrder.Place last, VmOrder order) {
        List<Object> members = new ArrayList<>();
        members.add(order.word());
        members.add(last.text());
        members.add(last.number());
        members.add(last.clusterId());
        members.add(last.vmid());
        byte[] json = InventoryJson.write(members).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    /** The place behind which the page begins; null if it is the first. */
    static VmOrder.Place of(Parameters parameters, VmOrder order) {
        String text = parameters.one(NAME, LONGEST);
        return text == null ? null : place(text, order);
    }

    private static VmOrder.Place place(String text, VmOrder order) {
        JsonNode members = read(text);
        boolean good = members != null
                && members.isArray()
                && members.size() == MEMBERS
                && members.get(0).isTextual()
                && isTextOrNull(members.get(1))
                && isNumberOrNull(members.get(2))
                && members.get(3).isTextual()
                && members.get(4).isInt();
        if (!good) {
            throw Parameters.refused(NAME, text, "it is not the \"next\" of an earlier answer");
        }
        if (!members.get(0).textValue().equals(order.word())) {
            throw Parameters.refused(NAME, text, "it belongs to another \"sort\"");
        }
        return new VmOrder.Place(
                members.get(1).textValue(),
                members.get(2).isNull() ? null : members.get(2).doubleValue(),
                members.get(3).textValue(),
                members.get(4).intValue());
    }

    private static JsonNode read(String text) {
        try {
            byte[] json = Base64.getUrlDecoder().decode(text);
            return InventoryJson.mapper().readTree(new String(json, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return null;
        }
    }

    private static boolean isTextOrNull(JsonNode node) {
        return node.isTextual() || node.isNull();
    }

    private static boolean isNumberOrNull(JsonNode node) {
        return node.isNumber() || node.isNull();
    }
}
