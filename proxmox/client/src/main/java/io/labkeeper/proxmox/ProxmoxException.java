package io.labkeeper.proxmox;

import java.util.Map;

/**
 * What can go wrong with a call, by what the caller can do about it. The message carries Proxmox's own words (from
 * {@code message}, {@code errors} or the reason phrase, in this order), which are for administrators only; it never
 * carries a token.
 */
public abstract sealed class ProxmoxException extends RuntimeException {

    private ProxmoxException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether Proxmox may have carried an order out although this call failed. */
    public boolean outcomeUnknown() {
        return false;
    }

    /** Whether anything of the request can have reached a server. */
    public boolean sent() {
        return true;
    }

    /** A stable word for logs and counters: {@code forbidden}, {@code timed_out}, … */
    public abstract String kind();

    /** 401: the token is wrong, expired or gone. Asking again soon only feeds the 3 s delay that Proxmox adds. */
    public static final class Unauthorized extends ProxmoxException {
        public Unauthorized(String words) {
            super(words, null);
        }

        @Override
        public String kind() {
            return "unauthorized";
        }
    }

    /** 403: the token lacks a privilege, which the words name ("Permission check failed (/vms/100, VM.PowerMgmt)"). */
    public static final class Forbidden extends ProxmoxException {
        public Forbidden(String words) {
            super(words, null);
        }

        @Override
        public String kind() {
            return "forbidden";
        }
    }

    /** 400: a wrong or unknown parameter, or a UPID that does not exist. */
    public static final class BadParameter extends ProxmoxException {
        private final transient Map<String, String> errors;

        public BadParameter(String words, Map<String, String> errors) {
            super(words, null);
            this.errors = Map.copyOf(errors);
        }

        /** Parameter name to Proxmox's complaint; may be empty. */
        public Map<String, String> errors() {
            return errors;
        }

        @Override
        public String kind() {
            return "bad_parameter";
        }
    }

    /** 500 and other refusals with a text: a missing guest, a silent agent, no quorum. The text is all there is. */
    public static final class ServerError extends ProxmoxException {
        private final int code;

        public ServerError(int code, String words) {
            super(words, null);
            this.code = code;
        }

        public int code() {
            return code;
        }

        /** The node asked does not hold that guest: it is gone or has moved. */
        public boolean guestMissing() {
            return MissingGuest.isToldBy(getMessage());
        }

        @Override
        public String kind() {
            return "server_error";
        }
    }

    /** 595 to 599: the node asked could not reach the node meant (AnyEvent's pseudo-codes). The cluster itself answers. */
    public static final class NodeUnreachable extends ProxmoxException {
        private final int code;

        public NodeUnreachable(int code, String words) {
            super(words, null);
            this.code = code;
        }

        public int code() {
            return code;
        }

        @Override
        public boolean outcomeUnknown() {
            return code != 595;
        }

        @Override
        public String kind() {
            return "node_unreachable";
        }
    }

    /** Nobody answers at any of the cluster's endpoints; nothing was sent. */
    public static final class Unreachable extends ProxmoxException {
        public Unreachable(String words, Throwable cause) {
            super(words, cause);
        }

        @Override
        public boolean sent() {
            return false;
        }

        @Override
        public String kind() {
            return "unreachable";
        }
    }

    /** The connection broke after the request was sent. */
    public static final class ConnectionLost extends ProxmoxException {
        public ConnectionLost(String words, Throwable cause) {
            super(words, cause);
        }

        @Override
        public boolean outcomeUnknown() {
            return true;
        }

        @Override
        public String kind() {
            return "connection_lost";
        }
    }

    /** No answer within the time limit. */
    public static final class TimedOut extends ProxmoxException {
        public TimedOut(String words) {
            super(words, null);
        }

        @Override
        public boolean outcomeUnknown() {
            return true;
        }

        @Override
        public String kind() {
            return "timed_out";
        }
    }

    /** The server's certificate is not the one that was pinned, or its CA is not ours: no data was exchanged. */
    public static final class CertificateRejected extends ProxmoxException {
        public CertificateRejected(String words, Throwable cause) {
            super(words, cause);
        }

        @Override
        public boolean sent() {
            return false;
        }

        @Override
        public String kind() {
            return "certificate_rejected";
        }
    }

    /** The answer is not what Proxmox sends: not JSON, truncated, a login page, a wrong shape. */
    public static final class Malformed extends ProxmoxException {
        public Malformed(String words, Throwable cause) {
            super(words, cause);
        }

        @Override
        public boolean outcomeUnknown() {
            return true;
        }

        @Override
        public String kind() {
            return "malformed";
        }
    }

    /** Too many calls to this cluster at once, and no room within the time limit: nothing was sent. */
    public static final class Busy extends ProxmoxException {
        public Busy(String words) {
            super(words, null);
        }

        @Override
        public boolean sent() {
            return false;
        }

        @Override
        public String kind() {
            return "busy";
        }
    }

    /** The cluster has not answered for some time and is left alone for a moment: nothing was sent. */
    public static final class CircuitOpen extends ProxmoxException {
        public CircuitOpen(String words) {
            super(words, null);
        }

        @Override
        public boolean sent() {
            return false;
        }

        @Override
        public String kind() {
            return "circuit_open";
        }
    }
}
