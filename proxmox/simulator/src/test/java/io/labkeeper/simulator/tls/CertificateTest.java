package io.labkeeper.simulator.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void itIsSignedByItselfForLocalhost() throws Exception {
        X509Certificate leaf = Certificate.create("lab-a", NOW).leaf();

        leaf.verify(leaf.getPublicKey());
        leaf.checkValidity(Date.from(NOW));
        Collection<List<?>> names = leaf.getSubjectAlternativeNames();
        assertThat(names).contains(List.of(2, "localhost"), List.of(7, "127.0.0.1"));
        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=lab-a");
        assertThat(leaf.getBasicConstraints()).isNotNegative();
    }

    @Test
    void itCanBeKeptInAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("sub").resolve("a.p12");

        String first = Certificate.keptIn(file, "a", NOW).fingerprint();

        assertThat(Certificate.keptIn(file, "a", NOW).fingerprint()).isEqualTo(first);
        assertThat(Certificate.create("a", NOW).fingerprint()).isNotEqualTo(first);
    }
}
