package io.labkeeper.worker.poll;

import io.labkeeper.inventory.Trouble;
import io.labkeeper.proxmox.ProxmoxException;

/**
 * What a failed sync means, for users and for the rows.
 *
 * @param trouble code and our sentence
 * @param detail Proxmox's own text
 * @param staleReason why the rows are doubtful; null while a single failure does not make them so
 * @param refused whether the token was refused
 */
record Troubles(Trouble trouble, String detail, String staleReason, boolean refused) {
    private static final String UNREACHABLE = "cluster_unreachable";
    private static final String OURS = "internal_error";

    /** Fails a sync whose token has no rights at all: its empty list says nothing. */
    static final class NoRights extends RuntimeException {
        NoRights() {
            super("/access/permissions names no privilege for this token");
        }
    }

    /** Fails a sync whose list seems to be another cluster's. */
    static final class ForeignList extends RuntimeException {
        ForeignList(String words) {
            super(words);
        }
    }

    /**
     * @param failuresBefore one slow answer does not make everything doubtful, the next one does
     */
    static Troubles of(Throwable failure, int failuresBefore) {
        String words = failure.getMessage();
        String doubt = failuresBefore > 0 ? UNREACHABLE : null;
        if (failure instanceof NoRights) {
            return new Troubles(
                    new Trouble(
                            "no_rights",
                            "The API token has no rights: it sees no VM at all. Give the token itself the role"
                                    + " PVEAuditor on the path /."),
                    words,
                    "no_rights",
                    false);
        }
        if (failure instanceof ForeignList) {
            return new Troubles(
                    new Trouble(
                            "foreign_list",
                            "The list seems to be another cluster's, so it is not believed until three in a row say the"
                                    + " same. Check the cluster's endpoints."),
                    words,
                    doubt,
                    false);
        }
        if (failure instanceof ProxmoxException.Unauthorized) {
            return new Troubles(
                    new Trouble("auth_failed", "Proxmox refuses the API token."), words, "auth_failed", true);
        }
        if (failure instanceof ProxmoxException.CertificateRejected) {
            return new Troubles(
                    new Trouble("certificate_changed", "The cluster's certificate is not the one that is trusted."),
                    words,
                    "certificate_changed",
                    false);
        }
        if (failure instanceof ProxmoxException.TimedOut || failure instanceof io.smallrye.mutiny.TimeoutException) {
            return new Troubles(new Trouble("timeout", "Proxmox did not answer in time."), words, doubt, false);
        }
        if (failure instanceof ProxmoxException.Malformed) {
            return new Troubles(
                    new Trouble("malformed", "Proxmox's answer could not be understood."), words, doubt, false);
        }
        if (failure instanceof ProxmoxException.Forbidden) {
            return new Troubles(
                    new Trouble("no_rights", "The API token lacks a privilege."), words, "no_rights", false);
        }
        if (failure instanceof ProxmoxException) {
            return new Troubles(new Trouble(UNREACHABLE, "The cluster cannot be reached."), words, doubt, false);
        }
        return new Troubles(new Trouble(OURS, "Reading the cluster failed on our side."), words, null, false);
    }

    /** Whether it is our own mistake, which needs a developer and not an administrator of Proxmox. */
    boolean ours() {
        return trouble.code().equals(OURS);
    }
}
