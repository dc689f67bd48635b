package io.labkeeper.reader.vms;

import io.labkeeper.caller.Caller;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.vms.Inventory.Found;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** What the page of a single VM shows beyond the list: all addresses, the last actions; for administrators owners and raw errors. */
@ApplicationScoped
class VmDetails {
    private static final Logger LOG = Logger.getLogger(VmDetails.class);

    private final ActionHistory history;

    VmDetails(ActionHistory history) {
        this.history = history;
    }

    /** The VM as shown, with more members. {@code actions} is null while Postgres does not answer. */
    Uni<byte[]> of(Moment moment, Found found, ShownVm shown, Caller caller) {
        return history.lastOf(found.entry().record(), caller.isAdmin())
                .onFailure()
                .invoke(failure -> LOG.debugf(
                        "actions of %s not read: %s", found.entry().vm().key(), failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .map(actions -> join(shown, members(moment, found.entry().record(), caller, actions)));
    }

    private static Map<String, Object> members(Moment moment, VmRecord record, Caller caller, Object actions) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("addresses", record.internal().addresses());
        members.put("macs", record.internal().macs());
        members.put("pool", record.internal().pool());
        members.put("actions", actions);
        if (caller.isAdmin()) {
            members.put("owners", moment.ownership().ownersOf(record));
            members.put("sync_error_detail", record.internal().syncErrorDetail());
        }
        return members;
    }

    private static byte[] join(ShownVm shown, Map<String, Object> members) {
        String vm = new String(shown.json(), StandardCharsets.UTF_8);
        String more = InventoryJson.write(members);
        return (vm.substring(0, vm.length() - 1) + "," + more.substring(1)).getBytes(StandardCharsets.UTF_8);
    }
}
