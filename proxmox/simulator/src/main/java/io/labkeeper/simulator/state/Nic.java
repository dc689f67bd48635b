package io.labkeeper.simulator.state;

/**
 * A network interface of a guest.
 *
 * @param index number N of {@code netN} in the configuration
 * @param mac in upper case, as the configuration has it
 * @param ipv4 the address it has while the guest runs, without prefix; the network is a /16
 * @param dhcp whether a container gets its address by DHCP instead of having it in the configuration
 */
public record Nic(int index, String mac, String ipv4, boolean dhcp) {

    public static final int PREFIX = 16;

    /** The link-local address that belongs to the MAC by the modified EUI-64 rule. */
    public String linkLocal() {
        int[] b = new int[6];
        for (int i = 0; i < 6; i++) {
            b[i] = Integer.parseInt(mac.substring(i * 3, i * 3 + 2), 16);
        }
        return String.format("fe80::%x:%xff:fe%02x:%x", (b[0] ^ 2) << 8 | b[1], b[2], b[3], b[4] << 8 | b[5]);
    }
}
