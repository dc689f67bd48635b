package io.labkeeper.actions.classes;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.labkeeper.inventory.VmKey;

/**
 * A VM of a class.
 *
 * @param username the member whose VM it is within the class; null (and left out) if it belongs to the whole class
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record ClassVm(
        String clusterId,
        int vmid,
        @JsonInclude(JsonInclude.Include.NON_NULL) String username) {

    VmKey key() {
        return new VmKey(clusterId, vmid);
    }

    @Override
    public String toString() {
        return username == null ? key().toString() : key() + " of " + username;
    }
}
