package io.labkeeper.worker.probe;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.List;

/** Networks as a list of CIDR, and whether an address lies in one of them. No name is ever looked up. */
final class Networks {
    private final List<Network> all;

    private Networks(List<Network> all) {
        this.all = all;
    }

    private record Network(byte[] address, int prefix) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = prefix / 8;
            int mask = 0xFF00 >> prefix % 8 & 0xFF;
            return Arrays.equals(address, 0, whole, other, 0, whole)
                    && (mask == 0 || (address[whole] & mask) == (other[whole] & mask));
        }
    }

    /**
     * @throws IllegalArgumentException if one of them is none, naming the setting
     */
    static Networks of(List<String> texts) {
        return new Networks(texts.stream().map(Networks::parse).toList());
    }

    /** Whether it is an address, and in one of the networks. */
    boolean contain(String ip) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(ip);
        return address != null && all.stream().anyMatch(network -> network.contains(address));
    }

    private static Network parse(String text) {
        String[] parts = text.trim().split("/", -1);
        byte[] address = NetUtil.createByteArrayFromIpAddressString(parts[0]);
        if (address == null || parts.length != 2 || !parts[1].matches("\\d{1,3}")) {
            throw refused(text);
        }
        int prefix = Integer.parseInt(parts[1]);
        if (prefix > address.length * 8) {
            throw refused(text);
        }
        return new Network(address, prefix);
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException(
                "labkeeper.probe.networks: \"" + text + "\" is no network such as 10.0.0.0/8");
    }
}
