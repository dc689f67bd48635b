package io.labkeeper.worker.address.snmp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.snmp4j.CommandResponder;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.PDU;
import org.snmp4j.TransportMapping;
import org.snmp4j.agent.BaseAgent;
import org.snmp4j.agent.CommandProcessor;
import org.snmp4j.agent.DuplicateRegistrationException;
import org.snmp4j.agent.mo.DefaultMOMutableTableModel;
import org.snmp4j.agent.mo.DefaultMOTable;
import org.snmp4j.agent.mo.DefaultMOTableRow;
import org.snmp4j.agent.mo.MOAccessImpl;
import org.snmp4j.agent.mo.MOColumn;
import org.snmp4j.agent.mo.MOTableIndex;
import org.snmp4j.agent.mo.MOTableSubIndex;
import org.snmp4j.agent.mo.snmp.RowStatus;
import org.snmp4j.agent.mo.snmp.SnmpCommunityMIB;
import org.snmp4j.agent.mo.snmp.SnmpNotificationMIB;
import org.snmp4j.agent.mo.snmp.SnmpTargetMIB;
import org.snmp4j.agent.mo.snmp.StorageType;
import org.snmp4j.agent.mo.snmp.VacmMIB;
import org.snmp4j.agent.security.MutableVACM;
import org.snmp4j.mp.MPv3;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.security.USM;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.SMIConstants;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.Variable;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/** A real SNMP agent on a free port of this machine, which shows the neighbours that a test gives it. */
final class FakeRouter extends BaseAgent implements AutoCloseable {
    private static final OctetString NO_CONTEXT = new OctetString();
    private static final OctetString USER = new OctetString("reader");
    private static final OctetString GROUP = new OctetString("readers");
    private static final OctetString EVERYTHING = new OctetString("everything");

    private final OctetString community;
    private final List<Integer> questions = new CopyOnWriteArrayList<>();
    private final Table physical = table(
            "1.3.6.1.2.1.4.35.1",
            column(4, SMIConstants.SYNTAX_OCTET_STRING),
            column(6, SMIConstants.SYNTAX_INTEGER32),
            column(7, SMIConstants.SYNTAX_INTEGER32));
    private final Table media = table(
            "1.3.6.1.2.1.4.22.1",
            column(2, SMIConstants.SYNTAX_OCTET_STRING),
            column(4, SMIConstants.SYNTAX_INTEGER32));
    private DefaultUdpTransportMapping transport;

    private FakeRouter(Path folder, String community) {
        super(
                folder.resolve("boots").toFile(),
                folder.resolve("config").toFile(),
                new CommandProcessor(new OctetString(MPv3.createLocalEngineID())));
        this.community = new OctetString(community);
    }

    /**
     * @param folder where it may keep files
     */
    static FakeRouter start(Path folder, String community) throws IOException {
        FakeRouter router = new FakeRouter(folder, community);
        router.init();
        router.getServer().addContext(NO_CONTEXT);
        router.finishInit();
        router.run();
        router.getSession().addCommandResponder(router.counter());
        return router;
    }

    private CommandResponder counter() {
        return new CommandResponder() {
            @Override
            public <A extends org.snmp4j.smi.Address> void processPdu(CommandResponderEvent<A> event) {
                questions.add(event.getPDU().getType());
            }
        };
    }

    int port() {
        return transport.getListenAddress().getPort();
    }

    /** The kinds of questions that came, such as {@link PDU#GETBULK}. */
    List<Integer> questions() {
        return questions;
    }

    /** A row of ipNetToPhysicalTable. @param index interface, kind, length, address */
    FakeRouter physical(String index, String mac, int type, int state) {
        physical.addRow(new DefaultMOTableRow(
                new OID(index),
                new Variable[] {OctetString.fromHexString(mac), new Integer32(type), new Integer32(state)}));
        return this;
    }

    /** A row of ipNetToMediaTable. @param index interface and address */
    FakeRouter media(String index, String mac, int type) {
        media.addRow(new DefaultMOTableRow(
                new OID(index), new Variable[] {OctetString.fromHexString(mac), new Integer32(type)}));
        return this;
    }

    private static Table table(String entry, MOColumn<?>... columns) {
        MOTableIndex anyIndex = new MOTableIndex(
                new MOTableSubIndex[] {new MOTableSubIndex(SMIConstants.SYNTAX_OBJECT_IDENTIFIER)}, true);
        return new Table(new OID(entry), anyIndex, columns);
    }

    private static <V extends Variable> MOColumn<V> column(int number, int syntax) {
        return new MOColumn<>(number, syntax, MOAccessImpl.ACCESS_READ_ONLY);
    }

    /** A table whose rows the agent only shows. */
    private static final class Table
            extends DefaultMOTable<DefaultMOTableRow, MOColumn<?>, DefaultMOMutableTableModel<DefaultMOTableRow>> {

        Table(OID entry, MOTableIndex index, MOColumn<?>[] columns) {
            super(entry, index, columns, new DefaultMOMutableTableModel<>());
        }
    }

    @Override
    public void close() {
        stop();
    }

    @Override
    protected void initTransportMappings() throws IOException {
        transport = new DefaultUdpTransportMapping(new UdpAddress("127.0.0.1/0"));
        transportMappings = new TransportMapping<?>[] {transport};
    }

    @Override
    protected void addCommunities(SnmpCommunityMIB mib) {
        Variable[] row = {
            community,
            USER,
            getAgent().getContextEngineID(),
            NO_CONTEXT,
            new OctetString(),
            new Integer32(StorageType.volatile_),
            new Integer32(RowStatus.active)
        };
        var table = mib.getSnmpCommunityEntry();
        table.addRow(table.createRow(new OctetString("reading").toSubIndex(true), row));
    }

    @Override
    protected void addViews(VacmMIB vacm) {
        vacm.addGroup(SecurityModel.SECURITY_MODEL_SNMPv2c, USER, GROUP, StorageType.volatile_);
        vacm.addAccess(
                GROUP,
                NO_CONTEXT,
                SecurityModel.SECURITY_MODEL_ANY,
                SecurityLevel.NOAUTH_NOPRIV,
                MutableVACM.VACM_MATCH_EXACT,
                EVERYTHING,
                new OctetString(),
                new OctetString(),
                StorageType.volatile_);
        vacm.addViewTreeFamily(
                EVERYTHING, new OID("1.3"), new OctetString(), VacmMIB.vacmViewIncluded, StorageType.volatile_);
    }

    @Override
    protected void registerManagedObjects() {
        try {
            getServer().register(physical, null);
            getServer().register(media, null);
        } catch (DuplicateRegistrationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void unregisterManagedObjects() {
        // They end with the agent.
    }

    @Override
    protected void addUsmUser(USM usm) {
        // There are none in v2c.
    }

    @Override
    protected void addNotificationTargets(SnmpTargetMIB targets, SnmpNotificationMIB notifications) {
        // Nobody is notified.
    }

    @Override
    protected void sendColdStartNotification() {
        // Nobody is notified.
    }
}
