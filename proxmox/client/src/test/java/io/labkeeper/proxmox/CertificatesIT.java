package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.labkeeper.proxmox.ProxmoxCluster.Trust;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which certificates are accepted, and that nothing is sent to a server whose certificate is not. */
@QuarkusTest
class CertificatesIT {

    private static final Duration WAIT = Duration.ofSeconds(20);
    private static TestCertificate served;
    private static TestCertificate another;
    private static TestCertificate forAnotherName;

    private RawServer server;

    @BeforeAll
    static void makeCertificates() {
        served = TestCertificate.create("ip:127.0.0.1");
        another = TestCertificate.create("ip:127.0.0.1");
        forAnotherName = TestCertificate.create("dns:elsewhere.test");
    }

    @BeforeEach
    void start() {
        server = new RawServer(served, RawServer.json("{\"data\":[]}"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static ProxmoxClient client(RawServer server, Trust trust) {
        return Clients.of(Clients.cluster(List.of(server.uri()), trust, Clients.patient()));
    }

    private static Trust pin(TestCertificate... certificates) throws GeneralSecurityException {
        List<String> pins = new java.util.ArrayList<>();
        for (TestCertificate certificate : certificates) {
            pins.add(certificate.fingerprint());
        }
        return new Trust.Fingerprints(pins);
    }

    private static ProxmoxException.CertificateRejected rejection(ProxmoxClient client) {
        return catchThrowableOfType(
                ProxmoxException.CertificateRejected.class,
                () -> client.resources().await().atMost(WAIT));
    }

    private static void accepted(ProxmoxClient client) {
        assertThat(client.resources().await().atMost(WAIT).guests()).isEmpty();
    }

    @Test
    void anotherCertificateThanThePinnedOneIsRefusedAndBothFingerprintsAreNamed() throws Exception {
        ProxmoxException failure = rejection(client(server, pin(another)));

        assertThat(failure).hasMessageContaining(served.fingerprint()).hasMessageContaining(another.fingerprint());
        assertThat(failure.outcomeUnknown()).isFalse();
        assertThat(server.requests).isEmpty();
    }

    @Test
    void oneOfTwoPinsIsEnoughSoThatCertificatesCanBeRenewed() throws Exception {
        accepted(client(server, pin(another, served)));
    }

    @Test
    void aRejectedCertificateIsToldRatherThanAnotherNodesSilence() throws Exception {
        ProxmoxClient client = Clients.of(Clients.cluster(
                List.of(server.uri(), java.net.URI.create("https://127.0.0.1:1")), pin(another), Clients.patient()));

        assertThat(rejection(client)).hasMessageContaining(served.fingerprint());
    }

    @Test
    void aPinDoesNotAskForTheHostName() throws Exception {
        try (RawServer elsewhere = new RawServer(forAnotherName, RawServer.json("{\"data\":[]}"))) {
            accepted(client(elsewhere, pin(forAnotherName)));
        }
    }

    @Test
    void aCertificateOfTheGivenAuthorityIsAccepted(@TempDir Path directory) throws Exception {
        accepted(client(server, authority(served, directory)));
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused(@TempDir Path directory) throws Exception {
        rejectedUnasked(server, authority(another, directory));
    }

    @Test
    void theRightAuthorityForTheWrongHostNameIsRefused(@TempDir Path directory) throws Exception {
        try (RawServer elsewhere = new RawServer(forAnotherName, RawServer.json("{\"data\":[]}"))) {
            rejectedUnasked(elsewhere, authority(forAnotherName, directory));
        }
    }

    @Test
    void aSelfSignedCertificateIsRefusedByDefault() {
        rejectedUnasked(server, new Trust.Default());
    }

    @Test
    void anythingIsAcceptedWhereThatWasAskedFor() {
        accepted(client(server, new Trust.Anything()));
    }

    private static Trust authority(TestCertificate certificate, Path directory) throws Exception {
        Path pem = certificate.pem(directory);
        return new Trust.CertificateAuthority(pem, Files.readString(pem));
    }

    private static void rejectedUnasked(RawServer server, Trust trust) {
        assertThat(rejection(client(server, trust))).isNotNull();
        assertThat(server.requests).isEmpty();
    }
}
