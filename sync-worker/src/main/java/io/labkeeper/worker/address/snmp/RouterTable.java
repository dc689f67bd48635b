package io.labkeeper.worker.address.snmp;

import io.labkeeper.worker.address.Neighbour;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

/** The two tables of IP-MIB in which a router shows its neighbours, and how their rows are read. Pure. */
enum RouterTable {
    /**
     * ipNetToPhysicalTable (RFC 4293), IPv4 and IPv6: address, type and state. The index is interface, kind of address, length
     * and the address's bytes.
     */
    PHYSICAL("1.3.6.1.2.1.4.35.1", 4, 6, 7) {
        @Override
        Optional<String> address(int[] index) {
            boolean whole = index.length > 3 && index.length == 3 + index[2];
            // Kinds 3 and 4 are IPv4 and IPv6 with four more bytes for the zone.
            return whole && index[1] >= 1 && index[1] <= 4
                    ? text(Arrays.copyOfRange(index, 3, 3 + (index[1] % 2 == 1 ? 4 : 16)))
                    : Optional.empty();
        }
    },
    /** ipNetToMediaTable (RFC 1213), IPv4 only: address and type. The index is interface and address. */
    MEDIA("1.3.6.1.2.1.4.22.1", 2, 4) {
        @Override
        Optional<String> address(int[] index) {
            return index.length == 5 ? text(Arrays.copyOfRange(index, 1, 5)) : Optional.empty();
        }
    };

    private static final int MAC_BYTES = 6;
    private static final int TYPE_INVALID = 2;
    private static final int STATE_INVALID = 5;
    private static final int STATE_INCOMPLETE = 7;

    private final OID[] columns;

    RouterTable(String entry, int... columns) {
        this.columns = Arrays.stream(columns)
                .mapToObj(column -> new OID(entry + "." + column))
                .toArray(OID[]::new);
    }

    /** MAC, type and, if the table has it, state. */
    OID[] columns() {
        return columns.clone();
    }

    /** The address of a row's index; empty if it makes no sense. */
    abstract Optional<String> address(int[] index);

    /**
     * What a row tells; empty if it is not valid or not of an Ethernet.
     *
     * @param values of {@link #columns()}; null where the router has none
     */
    Optional<Neighbour> neighbour(OID index, VariableBinding[] values) {
        boolean valid = number(values, 1) != TYPE_INVALID
                && number(values, 2) != STATE_INVALID
                && number(values, 2) != STATE_INCOMPLETE;
        return valid && values[0] != null && values[0].getVariable() instanceof OctetString mac
                ? neighbour(index, mac)
                : Optional.empty();
    }

    private Optional<Neighbour> neighbour(OID index, OctetString mac) {
        return mac.length() == MAC_BYTES
                ? address(index.getValue()).flatMap(ip -> Neighbour.of(mac.toHexString(), ip))
                : Optional.empty();
    }

    private static int number(VariableBinding[] values, int column) {
        return column < values.length && values[column] != null && !values[column].isException()
                ? values[column].getVariable().toInt()
                : -1;
    }

    private static Optional<String> text(int[] octets) {
        if (IntStream.of(octets).anyMatch(octet -> octet < 0 || octet > 255)) {
            return Optional.empty();
        }
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        try {
            return Optional.of(NetUtil.toAddressString(InetAddress.getByAddress(bytes)));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
