package io.labkeeper.simulator.state;

import java.util.List;

/**
 * What stands in a guest's configuration.
 *
 * @param name null for a guest without a name
 * @param ostype null if not configured
 * @param tags sorted and unique, as Proxmox writes them
 * @param size what it may use
 * @param nics its network interfaces
 * @param traits the rest
 */
public record GuestSpec(String name, String ostype, List<String> tags, Size size, List<Nic> nics, Traits traits) {

    public GuestSpec {
        tags = tags.stream().sorted().distinct().toList();
        nics = List.copyOf(nics);
    }

    /**
     * @param cores assigned cores, 1 and more
     * @param memory in bytes
     * @param disk in bytes
     */
    public record Size(int cores, long memory, long disk) {}

    /**
     * @param template whether it is a template
     * @param pool its pool, or null
     * @param agent how its agent behaves (QEMU)
     * @param ignoresShutdown whether it does nothing when asked to shut down
     */
    public record Traits(boolean template, String pool, AgentMode agent, boolean ignoresShutdown) {}

    public boolean template() {
        return traits.template();
    }

    public boolean windows() {
        return ostype != null && ostype.startsWith("w");
    }

    /** As Proxmox writes them: joined by ";". */
    public String tagText() {
        return String.join(";", tags);
    }

    public GuestSpec withName(String newName) {
        return new GuestSpec(newName, ostype, tags, size, nics, traits);
    }

    public GuestSpec withTags(List<String> newTags) {
        return new GuestSpec(name, ostype, newTags, size, nics, traits);
    }

    public GuestSpec withOstype(String newOstype) {
        return new GuestSpec(name, newOstype, tags, size, nics, traits);
    }

    public GuestSpec withSize(Size newSize) {
        return new GuestSpec(name, ostype, tags, newSize, nics, traits);
    }

    public GuestSpec withNics(List<Nic> newNics) {
        return new GuestSpec(name, ostype, tags, size, newNics, traits);
    }

    public GuestSpec withTraits(Traits newTraits) {
        return new GuestSpec(name, ostype, tags, size, nics, newTraits);
    }
}
