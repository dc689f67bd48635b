package io.labkeeper.actions.selection;

import io.labkeeper.ownership.Assignments;
import io.labkeeper.ownership.Assignments.Assignment;
import io.labkeeper.ownership.Assignments.LabClass;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From rows of {@code vm_assignment}, each with the {@code teachers} and {@code members} of its class that matter, to assignments. Rows
 * that are asked for anew at each request have no revision.
 */
public final class OwnershipRows {

    private OwnershipRows() {}

    public static Assignments assignments(RowSet<Row> rows) {
        List<Assignment> assignments = new ArrayList<>();
        Map<String, LabClass> classes = new LinkedHashMap<>();
        for (Row row : rows) {
            String classId = row.getString("class_id");
            assignments.add(new Assignment(
                    row.getString("cluster_id"),
                    row.getInteger("vmid"),
                    row.getString("username"),
                    classId,
                    row.getString("birth")));
            if (classId != null) {
                List<String> teachers = List.of(row.getArrayOfStrings("teachers"));
                List<String> members = List.of(row.getArrayOfStrings("members"));
                classes.put(classId, new LabClass(classId, classId, teachers, members));
            }
        }
        return new Assignments(0, assignments, List.copyOf(classes.values()));
    }
}
