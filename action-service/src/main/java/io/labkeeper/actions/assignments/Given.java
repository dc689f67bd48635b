package io.labkeeper.actions.assignments;

import io.labkeeper.inventory.VmKey;

/**
 * A VM given to a user.
 *
 * @param birth the VM that is meant; null if the inventory does not know it yet
 */
record Given(String username, VmKey vm, String birth) {}
