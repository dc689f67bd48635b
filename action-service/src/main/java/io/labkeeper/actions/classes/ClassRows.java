package io.labkeeper.actions.classes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.labkeeper.actions.classes.ClassPlan.Held;
import io.labkeeper.inventory.InventoryJson;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;

/**
 * A class as the tables hold it.
 *
 * @param held its assignments, those not shown included
 */
record ClassRows(ClassView view, List<Held> held) {

    /** What {@link ClassStatements#READ} returns. */
    static List<ClassRows> of(RowSet<Row> rows) {
        List<ClassRows> classes = new ArrayList<>();
        rows.forEach(row -> classes.add(of(row)));
        return classes;
    }

    private static ClassRows of(Row row) {
        List<Held> held = held(row.getString("held"));
        ClassView view = new ClassView(
                row.getString("id"),
                row.getString("name"),
                List.of(row.getArrayOfStrings("teachers")),
                List.of(row.getArrayOfStrings("members")),
                held.stream().filter(one -> !one.replaced()).map(Held::vm).toList());
        return new ClassRows(view, held);
    }

    private static List<Held> held(String json) {
        try {
            return InventoryJson.mapper().readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw InventoryJson.unreadable("not the VMs of a class", e);
        }
    }
}
