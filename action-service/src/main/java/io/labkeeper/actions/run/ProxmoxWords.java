package io.labkeeper.actions.run;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.lifecycle.ErrorCode;
import io.labkeeper.actions.lifecycle.Failure;
import io.labkeeper.proxmox.GuestType;
import io.labkeeper.proxmox.MissingGuest;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Proxmox's own words mean, be they the reason of an error answer or the end of a task. The texts are those of
 * qemu-server ({@code PVE/API2/Qemu.pm}, {@code PVE/QemuServer.pm}) and pve-container ({@code PVE/API2/LXC/Status.pm}).
 */
final class ProxmoxWords {

    /** What follows from them. */
    sealed interface Verdict {

        /**
         * The wish was met before the order came.
         *
         * @param said Proxmox's own text
         */
        record AlreadyDone(String said) implements Verdict {}

        /**
         * The node asked does not have the guest, or says of a container that it does not run, which it also says of one that
         * runs on another node. Nothing was done; look where the guest is.
         *
         * @param otherwise the failure, should it not have moved
         */
        record PerhapsElsewhere(Failure otherwise) implements Verdict {}

        /** No. */
        record Refused(Failure failure) implements Verdict {}
    }

    private static final Pattern LOCKED = Pattern.compile("is locked(?: \\(([a-z-]+)\\))?");
    /** A container that runs refuses to be resumed in the words in which it refuses to be started. */
    private static final Set<ActionKind> BEGINNING = Set.of(ActionKind.START, ActionKind.RESUME);

    private static final Set<ActionKind> ENDING = Set.of(ActionKind.STOP, ActionKind.SHUTDOWN);

    private ProxmoxWords() {}

    static Verdict verdict(ActionKind kind, GuestType type, String words) {
        String said = words == null ? "" : words.strip();
        String text = said.toLowerCase(Locale.ROOT);
        if (BEGINNING.contains(kind) && text.contains("already running")) {
            return new Verdict.AlreadyDone(said);
        }
        if (MissingGuest.isToldBy(said)) {
            return new Verdict.PerhapsElsewhere(
                    new Failure(ErrorCode.VM_GONE, "The VM is not where Proxmox lists it.", said));
        }
        if (text.contains("not running")) {
            return notRunning(kind, type, said);
        }
        return new Verdict.Refused(failure(text, said));
    }

    private static Verdict notRunning(ActionKind kind, GuestType type, String said) {
        Failure failure = new Failure(ErrorCode.PROXMOX_ERROR, "The VM is not running.", said);
        if (type == GuestType.LXC) {
            return new Verdict.PerhapsElsewhere(failure);
        }
        return ENDING.contains(kind) ? new Verdict.AlreadyDone(said) : new Verdict.Refused(failure);
    }

    private static Failure failure(String text, String said) {
        Matcher locked = LOCKED.matcher(text);
        if (locked.find()) {
            return locked(locked.group(1), said);
        }
        if (text.contains("can't lock file") || text.contains("can't acquire lock")) {
            return new Failure(ErrorCode.VM_LOCKED, "Another operation holds the VM.", said);
        }
        if (text.contains("no quorum")) {
            return new Failure(ErrorCode.NO_QUORUM, "The cluster has no quorum and changes nothing.", said);
        }
        if (text.contains("is a template") || text.contains("it's a template")) {
            return template(said);
        }
        if (text.contains("powerdown failed") || text.contains("got timeout") || text.contains("timed out")) {
            return new Failure(ErrorCode.TIMEOUT, "The VM did not obey within the time limit.", said);
        }
        if (text.contains("permission check failed")) {
            return notAllowed(said);
        }
        return new Failure(ErrorCode.PROXMOX_ERROR, "Proxmox refused.", said);
    }

    private static Failure locked(String lock, String said) {
        String message = lock == null ? "The VM is locked." : "The VM is locked (" + lock + ").";
        return new Failure(ErrorCode.VM_LOCKED, message, said);
    }

    static Failure template(String said) {
        return new Failure(ErrorCode.VM_IS_TEMPLATE, "A template cannot be started or stopped.", said);
    }

    static Failure notAllowed(String said) {
        return new Failure(ErrorCode.NOT_ALLOWED_ON_PROXMOX, "Labkeeper's own token may not do this to the VM.", said);
    }
}
