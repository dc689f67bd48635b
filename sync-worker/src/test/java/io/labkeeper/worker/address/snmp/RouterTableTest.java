package io.labkeeper.worker.address.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.worker.address.Neighbour;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

class RouterTableTest {
    private static final OctetString MAC = OctetString.fromHexString("bc:24:11:00:00:0a");
    private static final String NAME = "BC:24:11:00:00:0A";

    @Test
    void the_newer_table_names_ipv4_and_ipv6_addresses() {
        assertThat(physical("7.1.4.10.0.0.7", MAC)).contains(new Neighbour(NAME, "10.0.0.7"));
        assertThat(physical("7.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.7", MAC))
                .contains(new Neighbour(NAME, "2001:db8::7"));
    }

    @Test
    void a_zone_is_no_part_of_the_address() {
        assertThat(physical("7.3.8.10.0.0.7.0.0.0.3", MAC)).contains(new Neighbour(NAME, "10.0.0.7"));
        assertThat(physical("7.4.20.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.7.0.0.0.3", MAC))
                .contains(new Neighbour(NAME, "2001:db8::7"));
    }

    @Test
    void the_older_table_names_ipv4_addresses() {
        assertThat(media("7.10.0.0.7", MAC, new Integer32(3))).contains(new Neighbour(NAME, "10.0.0.7"));
    }

    @Test
    void an_index_that_makes_no_sense_is_passed_over() {
        for (String index :
                new String[] {"7", "7.1.4", "7.1.4.10.0.0", "7.1.4.10.0.0.300", "7.16.4.10.0.0.7", "7.1.16.10.0.0.7"}) {
            assertThat(physical(index, MAC)).as(index).isEmpty();
        }
        assertThat(media("7.10.0.0", MAC, new Integer32(3))).isEmpty();
        assertThat(media("7.10.0.0.7.8", MAC, new Integer32(3))).isEmpty();
    }

    @Test
    void rows_that_the_router_calls_invalid_or_incomplete_are_passed_over() {
        String index = "7.1.4.10.0.0.7";
        assertThat(physical(index, MAC, new Integer32(2), new Integer32(1))).isEmpty();
        assertThat(physical(index, MAC, new Integer32(3), new Integer32(5))).isEmpty();
        assertThat(physical(index, MAC, new Integer32(3), new Integer32(7))).isEmpty();
        assertThat(physical(index, MAC, new Integer32(3), new Integer32(2))).isPresent();
        assertThat(media("7.10.0.0.7", MAC, new Integer32(2))).isEmpty();
    }

    @Test
    void columns_that_the_router_does_not_have_do_not_matter_but_the_mac_does() {
        assertThat(physical("7.1.4.10.0.0.7", MAC, null, null)).isPresent();
        assertThat(physical("7.1.4.10.0.0.7", MAC, Null.noSuchInstance, Null.endOfMibView))
                .isPresent();
        assertThat(physical("7.1.4.10.0.0.7", (Variable) null)).isEmpty();
        assertThat(physical("7.1.4.10.0.0.7", new OctetString())).isEmpty();
        assertThat(physical("7.1.4.10.0.0.7", OctetString.fromHexString("00:00:00:00:00:00")))
                .isEmpty();
    }

    private static Optional<Neighbour> physical(String index, Variable... values) {
        return RouterTable.PHYSICAL.neighbour(new OID(index), bindings(values));
    }

    private static Optional<Neighbour> media(String index, Variable... values) {
        return RouterTable.MEDIA.neighbour(new OID(index), bindings(values));
    }

    private static VariableBinding[] bindings(Variable... values) {
        VariableBinding[] bindings = new VariableBinding[values.length];
        for (int i = 0; i < values.length; i++) {
            bindings[i] = values[i] == null ? null : new VariableBinding(new OID("1.3"), values[i]);
        }
        return bindings;
    }
}
