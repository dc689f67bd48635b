package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.labkeeper.proxmox.ProxmoxCluster.Limits;
import io.labkeeper.proxmox.ProxmoxCluster.Trust;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A server that does as it is told, and clients that trust it. */
abstract class AgainstRawServer {

    static final Duration WAIT = Duration.ofSeconds(20);
    private static TestCertificate certificate;

    RawServer server;

    @BeforeAll
    static void makeCertificate() {
        certificate = TestCertificate.create("ip:127.0.0.1");
    }

    @BeforeEach
    void start() {
        server = new RawServer(certificate, RawServer.json("{\"data\":[]}"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /** One more with the same certificate. */
    static RawServer another() {
        return new RawServer(certificate, RawServer.json("{\"data\":[]}"));
    }

    ProxmoxClient client() {
        return client(Clients.patient());
    }

    ProxmoxClient client(Limits limits) {
        return client(limits, server.uri());
    }

    static ProxmoxClient client(Limits limits, URI... endpoints) {
        return client(limits, new SimpleMeterRegistry(), endpoints);
    }

    static ProxmoxClient client(Limits limits, MeterRegistry registry, URI... endpoints) {
        try {
            Trust trust = new Trust.Fingerprints(List.of(certificate.fingerprint()));
            return Clients.of(Clients.cluster(List.of(endpoints), trust, limits), registry);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static <T extends ProxmoxException> T failure(Uni<?> call, Class<T> type) {
        return catchThrowableOfType(type, () -> call.await().atMost(WAIT));
    }
}
