package io.labkeeper.worker.poll;

import io.labkeeper.inventory.Trouble;
import io.labkeeper.proxmox.ProxmoxException;
import io.smallrye.mutiny.TimeoutException;

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
    private static final String REFUSED = "auth_failed";
    private static final String NO_RIGHTS = "no_rights";
    private static final String FOREIGN = "foreign_list";
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
        boolean again = failuresBefore > 0;
        if (failure instanceof ProxmoxException refused) {
            return ofProxmox(refused, again);
        }
        if (failure instanceof NoRights) {
            return lasting(
                    NO_RIGHTS,
                    "The API token has no rights: it sees no VM at all. Give the token itself the role PVEAuditor on the"
                            + " path /.",
                    failure);
        }
        if (failure instanceof ForeignList) {
            return new Troubles(
                    new Trouble(
                            FOREIGN,
                            "The list seems to be another cluster's, so it is not believed until three in a row say the"
                                    + " same. Check the cluster's endpoints."),
                    failure.getMessage(),
                    again ? FOREIGN : null,
                    false);
        }
        if (failure instanceof TimeoutException) {
            return late(failure, again);
        }
        return new Troubles(
                new Trouble(OURS, "Reading the cluster failed on our side."), failure.getMessage(), null, false);
    }

    private static Troubles ofProxmox(ProxmoxException failure, boolean again) {
        if (failure instanceof ProxmoxException.Unauthorized) {
            return new Troubles(
                    new Trouble(REFUSED, "Proxmox refuses the API token."), failure.getMessage(), REFUSED, true);
        }
        if (failure instanceof ProxmoxException.CertificateRejected) {
            return lasting("certificate_changed", "The cluster's certificate is not the one that is trusted.", failure);
        }
        if (failure instanceof ProxmoxException.Forbidden) {
            return lasting(NO_RIGHTS, "The API token lacks a privilege.", failure);
        }
        if (failure instanceof ProxmoxException.TimedOut) {
            return late(failure, again);
        }
        return failure instanceof ProxmoxException.Malformed
                ? passing("malformed", "Proxmox's answer could not be understood.", failure, again)
                : passing(UNREACHABLE, "The cluster cannot be reached.", failure, again);
    }

    /** What does not pass by itself makes the rows doubtful at once, and is the reason. */
    private static Troubles lasting(String code, String sentence, Throwable failure) {
        return new Troubles(new Trouble(code, sentence), failure.getMessage(), code, false);
    }

    private static Troubles passing(String code, String sentence, Throwable failure, boolean again) {
        return new Troubles(new Trouble(code, sentence), failure.getMessage(), again ? UNREACHABLE : null, false);
    }

    private static Troubles late(Throwable failure, boolean again) {
        return passing("timeout", "Proxmox did not answer in time.", failure, again);
    }

    /** Whether it is our own mistake, which needs a developer and not an administrator of Proxmox. */
    boolean ours() {
        return trouble.code().equals(OURS);
    }
}
