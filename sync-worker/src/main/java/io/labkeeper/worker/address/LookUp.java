package io.labkeeper.worker.address;

import io.labkeeper.inventory.Address;
import io.labkeeper.inventory.Trouble;
import java.util.List;

/** What asking a guest for its addresses brought. */
public sealed interface LookUp {

    /** It has answered; the list may be empty, which wipes nothing. */
    record Answered(List<Address> addresses) implements LookUp {}

    /** There is nobody to answer, as is usual for many guests. */
    record Silent() implements LookUp {}

    /** Its node is listed, but the node asked cannot reach it. */
    record NodeAway() implements LookUp {}

    /** The question was never put, or its answer did not come through: it says nothing of the guest. */
    record Lost() implements LookUp {}

    /**
     * It went wrong.
     *
     * @param detail Proxmox's own text
     */
    record Failed(Trouble trouble, String detail) implements LookUp {}
}
