package io.labkeeper.actions.run;

import io.labkeeper.actions.lifecycle.ErrorCode;
import io.labkeeper.actions.lifecycle.Failure;
import io.labkeeper.proxmox.ProxmoxException;

/** What a call's failure means for an action whose order has verifiably not been carried out. */
final class ProxmoxFailures {

    private ProxmoxFailures() {}

    /** Whether the same question may well be answered a little later. */
    static boolean passing(Throwable failure) {
        return failure instanceof ProxmoxException.Unreachable
                || failure instanceof ProxmoxException.Busy
                || failure instanceof ProxmoxException.CircuitOpen
                || failure instanceof ProxmoxException.TimedOut
                || failure instanceof ProxmoxException.ConnectionLost
                || failure instanceof ProxmoxException.NodeUnreachable
                || failure instanceof ProxmoxException.Malformed;
    }

    /** Whether an order was not sent at all, so that it may be sent again whatever it is. */
    static boolean nothingSent(Throwable failure) {
        return failure instanceof ProxmoxException.Unreachable
                || failure instanceof ProxmoxException.Busy
                || failure instanceof ProxmoxException.CircuitOpen;
    }

    /** Whether Proxmox may be carrying the order out; a reverse proxy in front that gave up proves nothing either. */
    static boolean fateUnknown(Throwable failure) {
        return failure instanceof ProxmoxException call
                && (call.outcomeUnknown()
                        || (call instanceof ProxmoxException.ServerError error
                                && (error.code() == 502 || error.code() == 504)));
    }

    /** @param node the node that was asked for; null if that is not known */
    static Failure failure(ProxmoxException failure, String node) {
        String said = failure.getMessage();
        if (failure instanceof ProxmoxException.Forbidden) {
            return ProxmoxWords.notAllowed(said);
        }
        if (failure instanceof ProxmoxException.NodeUnreachable) {
            String which = node == null ? "" : " " + node;
            return new Failure(ErrorCode.NODE_OFFLINE, "The VM's node" + which + " cannot be reached.", said);
        }
        if (failure instanceof ProxmoxException.Unauthorized) {
            return new Failure(ErrorCode.PROXMOX_ERROR, "Proxmox does not accept Labkeeper's token.", said);
        }
        if (failure instanceof ProxmoxException.CertificateRejected) {
            return new Failure(ErrorCode.PROXMOX_ERROR, "The cluster's certificate is not the expected one.", said);
        }
        if (passing(failure)) {
            return new Failure(ErrorCode.PROXMOX_ERROR, "The cluster cannot be reached.", said);
        }
        return new Failure(ErrorCode.PROXMOX_ERROR, "Proxmox refused.", said);
    }
}
