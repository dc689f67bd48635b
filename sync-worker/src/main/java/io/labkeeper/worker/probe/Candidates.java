package io.labkeeper.worker.probe;

import io.labkeeper.inventory.Vm;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.worker.address.GuestAddresses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Which VMs are worth a connection, and which have nothing that could answer. Pure. */
final class Candidates {
    private final ProbeConfig config;
    private final Networks networks;

    Candidates(ProbeConfig config) {
        this.config = config;
        this.networks = Networks.of(config.networks());
    }

    /** A port to be tried. @param vm as it was when that was decided */
    record Target(VmRecord vm, ProbedService service) {}

    /**
     * The ports to be tried, in the order of vmids.
     *
     * @param first begins with the VM at this place, so that those who were not reached last time go first
     */
    List<Target> of(Collection<VmRecord> vms, int first) {
        List<VmRecord> worth = new ArrayList<>(vms.stream()
                .filter(record -> worthIt(record.vm()))
                .sorted(Comparator.comparingInt(record -> record.vm().vmid()))
                .toList());
        if (!worth.isEmpty()) {
            Collections.rotate(worth, -(first % worth.size()));
        }
        List<Target> targets = new ArrayList<>(2 * worth.size());
        for (VmRecord record : worth) {
            for (ProbedService service : ProbedService.values()) {
                targets.add(new Target(record, service));
            }
        }
        return targets;
    }

    /** Whether it runs, has an address that is not only the guest's own business, and may be tried. */
    boolean worthIt(Vm vm) {
        return vm.status() == VmStatus.RUNNING && !hopeless(vm);
    }

    /** Whether no connection could be made or may be tried. Of a VM whose status is not known, nothing new is known either. */
    boolean hopeless(Vm vm) {
        boolean mayRun = vm.status() == VmStatus.RUNNING || vm.status() == VmStatus.UNKNOWN;
        return !config.enabled()
                || !mayRun
                || vm.isTemplate()
                || vm.ip() == null
                || !GuestAddresses.reachable(vm.ip())
                || !networks.contain(vm.ip());
    }
}
