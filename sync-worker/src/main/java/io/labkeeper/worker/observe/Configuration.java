package io.labkeeper.worker.observe;

import io.labkeeper.inventory.Address;
import io.labkeeper.inventory.Trouble;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.GuestConfig;
import io.labkeeper.proxmox.GuestConfig.ConfiguredInterface;
import io.labkeeper.proxmox.GuestType;
import io.labkeeper.proxmox.ProxmoxException;
import io.labkeeper.worker.address.AddressChoice;
import io.labkeeper.worker.address.GuestAddresses;
import io.labkeeper.worker.draft.VmDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** What a guest's configuration adds to its record: category, interfaces, static addresses, birth mark. Pure, but for marks that are made up. */
public final class Configuration {
    /** The codes of troubles that a configuration that was read puts an end to. */
    private static final String UNREADABLE = "config_unreadable";

    /** pve-cluster {@code PVE/Cluster.pm}. */
    private static final String UNDEFINED = "U";

    /** Begins a birth mark that was made up, for a guest that has nothing by which it could be told from another one. */
    private static final String MADE_UP = "~";

    private Configuration() {}

    /**
     * @param trust how long a static address counts as confirmed
     */
    public static VmRecord apply(VmRecord record, GuestConfig config, Instant now, Duration trust) {
        GuestType type = type(record);
        String birth = same(record, type, config) ? record.internal().birth() : birth(type, config);
        boolean another =
                record.internal().birth() != null && !record.internal().birth().equals(birth);
        List<String> macs = macs(config);
        List<Address> before = another ? List.of() : record.internal().addresses();
        List<Address> all = AddressChoice.merge(
                before.stream().filter(address -> macs.contains(address.mac())).toList(),
                statics(config, before, now, trust),
                List.of("config"));
        VmDraft draft = VmDraft.of(record)
                .birth(birth)
                .category(Category.of(type, config.ostype()))
                .addresses(all, Translation.choice(macs, all), macs);
        if (nameless(record, config)) {
            draft.name(config.name());
        }
        if (another || hasTrouble(record, UNREADABLE)) {
            draft.syncError(null, null);
        }
        if (another) {
            draft.reachable(false, false);
        }
        if (record.vm().cores() == 0 && config.cores() > 0) {
            draft.size(record.vm().memory(), config.cores(), record.vm().diskSize());
        }
        return draft.build();
    }

    /**
     * Whether the list does not tell the name: of a guest called exactly "U", which means "undefined" in the statistics, never,
     * and of a new one not for some seconds. Else the list is right, and may know of a newer name than the configuration read.
     */
    private static boolean nameless(VmRecord record, GuestConfig config) {
        String standIn = Translation.standIn(type(record), record.vm().vmid());
        return config.name() != null
                && (config.name().equals(UNDEFINED) || record.vm().name().equals(standIn));
    }

    /**
     * A container is the same as long as one of its interfaces is: another one added or taken away makes no new container. Those that it
     * was seen with last count like those of its birth, which in the end may all be gone. And a guest that has nothing to be told by is
     * the same until its number was seen to be free: its made-up mark goes with its record. Once it has, it counts as another one, since
     * another one would look just like that.
     */
    private static boolean same(VmRecord record, GuestType type, GuestConfig config) {
        String known = record.internal().birth();
        if (known == null) {
            return false;
        }
        if (bare(known, type)) {
            return bare(birth(type, config), type);
        }
        List<String> last = record.internal().macs();
        return type == GuestType.LXC
                && macs(config).stream().anyMatch(mac -> last.contains(mac) || known.contains(mac));
    }

    /** Marks of earlier releases were not made up, but empty. */
    private static boolean bare(String birth, GuestType type) {
        String prefix = type.word() + ":";
        return birth.equals(prefix) || birth.startsWith(prefix + MADE_UP);
    }

    private static List<String> macs(GuestConfig config) {
        return config.interfaces().stream()
                .map(ConfiguredInterface::mac)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Reading it has failed. Only what is the guest's own trouble is kept with it: that the cluster was busy or out of reach, or
     * that it has refused the token, passes, or is told of the cluster as a whole.
     */
    public static VmRecord failed(VmRecord record, ProxmoxException failure) {
        boolean gone = failure instanceof ProxmoxException.ServerError error && error.guestMissing();
        return passes(failure) || gone ? record : unreadable(record, failure.getMessage());
    }

    /** Whether the failure to read it says nothing of the guest, neither a trouble of its own nor that it is gone: it is still to be read. */
    public static boolean passes(ProxmoxException failure) {
        return !(failure instanceof ProxmoxException.Forbidden
                || failure instanceof ProxmoxException.ServerError
                || failure instanceof ProxmoxException.Malformed);
    }

    /** The configuration could not be read; what is known of it stays. */
    public static VmRecord unreadable(VmRecord record, String words) {
        return VmDraft.of(record)
                .syncError(new Trouble(UNREADABLE, "The VM's configuration could not be read."), words)
                .build();
    }

    static boolean couldNotBeRead(VmRecord record) {
        return hasTrouble(record, UNREADABLE);
    }

    static boolean hasTrouble(VmRecord record, String code) {
        return record.vm().syncError() != null && record.vm().syncError().code().equals(code);
    }

    public static GuestType type(VmRecord record) {
        return GuestType.LXC.word().equals(record.vm().type()) ? GuestType.LXC : GuestType.QEMU;
    }

    /**
     * What tells a guest from a later one with the same number: creation time and hardware uuid of a VM; a container has
     * neither, so the MACs of its interfaces stand in; and where there is none, a mark that is made up.
     */
    static String birth(GuestType type, GuestConfig config) {
        if (type == GuestType.QEMU && (config.ctime().isPresent() || config.smbiosUuid() != null)) {
            return "qemu:" + config.ctime().map(String::valueOf).orElse("") + ":"
                    + Objects.toString(config.smbiosUuid(), "");
        }
        return birth(type, macs(config));
    }

    private static String birth(GuestType type, List<String> macs) {
        return type.word() + ":" + (macs.isEmpty() ? MADE_UP + UUID.randomUUID() : String.join(",", macs));
    }

    /** An address that was there before keeps its time while that is young, so that reading again changes nothing. */
    private static List<Address> statics(GuestConfig config, List<Address> before, Instant now, Duration trust) {
        return config.interfaces().stream()
                .filter(one -> one.mac() != null)
                .flatMap(one -> one.addresses().stream()
                        .filter(GuestAddresses::reachable)
                        .map(ip -> new Address(ip, one.mac(), "config", now)))
                .map(fresh -> known(before, fresh)
                        .filter(old -> old.seenAt().plus(trust.dividedBy(2)).isAfter(now))
                        .findFirst()
                        .orElse(fresh))
                .toList();
    }

    private static Stream<Address> known(List<Address> before, Address fresh) {
        return before.stream()
                .filter(old -> old.source().equals(fresh.source())
                        && old.ip().equals(fresh.ip())
                        && Objects.equals(old.mac(), fresh.mac()));
    }
}
