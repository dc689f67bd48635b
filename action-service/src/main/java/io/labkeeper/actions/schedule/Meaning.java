package io.labkeeper.actions.schedule;

import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.Selector;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether what a selector names exists, and may be scheduled by somebody: administrators and operators schedule whatever there is,
 * teachers their classes.
 */
final class Meaning {

    private Meaning() {}

    /**
     * Fails with a {@link ProblemException}: 403 for what is for administrators and operators, 404 for what does not exist, classes of
     * others included.
     *
     * <p>A class stays there until the end of the transaction: another one of the same id must not get the schedule.
     *
     * <p>400 for a VM of a list whose birth is not known yet: the list would mean whatever has its number later.
     *
     * @return the births of the VMs of a list, as JSON: "cluster/vmid" to birth
     */
    static Uni<String> of(SqlClient client, Selector selector, Asker asker) {
        if (!asker.actsOnAll() && !(selector instanceof Selector.OfClass)) {
            return Uni.createFrom()
                    .failure(new ProblemException(
                            ProblemType.FORBIDDEN, "Teachers schedule their classes; all else is for operators."));
        }
        return selector instanceof Selector.Listed listed
                ? births(client, listed.vms()).map(births -> all(listed.vms(), births))
                : named(client, selector, asker).replaceWith("{}");
    }

    private static Uni<Void> named(SqlClient client, Selector selector, Asker asker) {
        String labClass = selector instanceof Selector.OfClass ofClass ? ofClass.classId() : null;
        String cluster = selector instanceof Selector.OfCluster ofCluster ? ofCluster.clusterId() : null;
        return client.preparedQuery(ScheduleStatements.HOLD_CLASS)
                .execute(Tuple.of(labClass))
                .chain(() -> client.preparedQuery(ScheduleStatements.NAMED)
                        .execute(Tuple.of(labClass, asker.actsOnAll() ? null : asker.name(), cluster)))
                .invoke(rows -> check(rows.iterator().next()))
                .replaceWithVoid();
    }

    private static void check(Row row) {
        if (!row.getBoolean("class")) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no such class.");
        }
        if (!row.getBoolean("cluster")) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no such cluster.");
        }
    }

    /** Those of these VMs that there are, with their births, which may be null. */
    static Uni<Map<VmKey, String>> births(SqlClient client, List<VmKey> vms) {
        Tuple parameters = Tuple.of(
                vms.stream().map(VmKey::clusterId).toArray(String[]::new),
                vms.stream().map(VmKey::vmid).toArray(Integer[]::new));
        return client.preparedQuery(ScheduleStatements.BIRTHS)
                .execute(parameters)
                .map(rows -> {
                    Map<VmKey, String> births = new TreeMap<>();
                    rows.forEach(row -> births.put(
                            new VmKey(row.getString("cluster_id"), row.getInteger("vmid")), row.getString("birth")));
                    return births;
                });
    }

    private static String all(List<VmKey> vms, Map<VmKey, String> births) {
        vms.stream().filter(vm -> !births.containsKey(vm)).findFirst().ifPresent(vm -> {
            throw new ProblemException(ProblemType.VM_NOT_FOUND, "There is no VM " + vm + ".");
        });
        vms.stream().filter(vm -> births.get(vm) == null).findFirst().ifPresent(vm -> {
            throw ScheduleBody.bad("selector", "the VM " + vm + " was found only now; try again in a moment");
        });
        Map<String, String> json = new TreeMap<>();
        births.forEach((vm, birth) -> json.put(vm.toString(), birth));
        return InventoryJson.write(json);
    }
}
