package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.simulator.auth.Token;
import io.labkeeper.simulator.fault.Fault;
import io.labkeeper.simulator.fault.FaultKind;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clusters file changes while the process runs: nothing is restarted, and nothing that is under way is broken. */
@QuarkusTest
class ChangingClustersIT extends AgainstSimulator {

    private static final String RESOURCES = "GET /cluster/resources";
    private static final Set<String> RIGHTS = Set.of("VM.Audit", "Sys.Audit");

    @TempDir
    Path directory;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private Token next;
    private ConfiguredClusters clusters;

    @BeforeEach
    void configured() throws IOException {
        start("9.1");
        next = new Token(simulator.readerToken().name() + "2", "0f0e0d0c-1111-2222-3333-444455559999");
        write(entry("tokens: [" + inline(simulator.readerToken()) + "]", simulator.fingerprint()));
        clusters = new ConfiguredClusters(TestConfig.of(directory.resolve("clusters.yaml")), registry, false);
        clusters.load();
    }

    private String entry(String tokens, String fingerprint) {
        return """
                clusters:
                  - id: lab-a
                    endpoints: ["%s"]
                    %s
                    fingerprints: ["%s"]
                """.formatted(simulator.apiUri(), tokens, fingerprint);
    }

    private static String inline(Token token) {
        return "{id: \"%s\", secret: \"%s\"}".formatted(token.name(), token.secret());
    }

    private void write(String text) throws IOException {
        Files.writeString(directory.resolve("clusters.yaml"), text);
    }

    /** As the timer does. */
    private void reread() {
        if (clusters.look()) {
            clusters.look();
        }
    }

    private ProxmoxClient client() {
        return clusters.client("lab-a").orElseThrow();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private void allow(Token token) {
        simulator.control().addToken(token);
        simulator.control().grant(token.name(), "/", RIGHTS);
    }

    @Test
    void aTokenIsReplacedWithoutARestartAndWithoutAGap() throws IOException {
        ProxmoxClient kept = client();
        write(entry(
                "tokens: [" + inline(simulator.readerToken()) + ", " + inline(next) + "]", simulator.fingerprint()));
        reread();
        result(kept.resources());

        allow(next);
        simulator.control().removeToken(simulator.readerToken().name());
        result(kept.resources());
        result(kept.resources());

        assertThat(registry.get(ProxmoxMetrics.REQUESTS)
                        .tags("outcome", "unauthorized")
                        .counter()
                        .count())
                .as("the refused token was sent once")
                .isEqualTo(1);
        write(entry("tokens: [" + inline(next) + "]", simulator.fingerprint()));
        reread();
        assertThat(result(kept.resources()).guests()).isNotEmpty();
    }

    @Test
    void aMountedSecretThatChangesByASymbolicLinkIsSeen() throws IOException {
        Files.createDirectory(directory.resolve("v1"));
        Files.createDirectory(directory.resolve("v2"));
        Files.writeString(
                directory.resolve("v1/secret"), simulator.readerToken().secret());
        Files.writeString(directory.resolve("v2/secret"), next.secret());
        Files.createSymbolicLink(directory.resolve("data"), Path.of("v1"));
        write(entry(
                "tokens: [{id: \"" + simulator.readerToken().name() + "\", secret_file: data/secret}]",
                simulator.fingerprint()));
        reread();
        result(client().resources());

        simulator.control().addToken(new Token(simulator.readerToken().name(), next.secret()));
        Files.createSymbolicLink(directory.resolve("swap"), Path.of("v2"));
        Files.move(directory.resolve("swap"), directory.resolve("data"), StandardCopyOption.ATOMIC_MOVE);
        reread();

        assertThat(result(client().resources()).guests()).isNotEmpty();
    }

    @Test
    void whenBothTokensAreRefusedNeitherIsSentAgainForAMinute() throws IOException {
        write(entry(
                "tokens: [" + inline(simulator.readerToken()) + ", " + inline(next) + "]", simulator.fingerprint()));
        reread();
        simulator.control().removeToken(simulator.readerToken().name());

        failure(ProxmoxException.Unauthorized.class, client().resources());
        long sent = client().requestCount();
        for (int i = 0; i < 10; i++) {
            failure(ProxmoxException.Unauthorized.class, client().resources());
        }

        assertThat(sent).isEqualTo(2);
        assertThat(client().requestCount()).isEqualTo(sent);
    }

    @Test
    void aBadFileIsRefusedAsAWholeAndRaisesAnAlarm() throws IOException {
        write(entry("token_id: nobody", simulator.fingerprint()) + "  - id: lab-b\n");
        reread();

        assertThat(clusters.refusedFile())
                .hasValueSatisfying(why -> assertThat(why).contains("token_id"));
        assertThat(gauge(ProxmoxMetrics.FILE_REFUSED)).isEqualTo(1);
        assertThat(clusters.clusters()).extracting(ProxmoxCluster::id).containsExactly("lab-a");
        result(client().resources());

        write(entry("tokens: [" + inline(simulator.readerToken()) + "]", simulator.fingerprint()));
        reread();

        assertThat(clusters.refusedFile()).isEmpty();
        assertThat(gauge(ProxmoxMetrics.FILE_REFUSED)).isZero();
    }

    @Test
    void aCallUnderWayEndsOnItsOldConnectionsWhenTheSettingsChange() throws IOException {
        String fault = simulator
                .control()
                .faults()
                .add(Fault.always(
                                FaultKind.DELAY,
                                "GET",
                                "/cluster/resources",
                                Fault.Effect.NONE.withDelay(Duration.ofSeconds(1)))
                        .times(1));
        UniAssertSubscriber<ClusterResources> call =
                client().resources().subscribe().withSubscriber(UniAssertSubscriber.create());
        await().atMost(WAIT).until(() -> simulator.control().faults().struck(fault) == 1);
        allow(next);
        write(entry("tokens: [" + inline(next) + "]", simulator.fingerprint()));
        reread();

        result(client().resources());

        assertThat(call.awaitItem(WAIT).getItem().guests()).isNotEmpty();
    }

    @Test
    void aRemovedClusterIsGoneAndWhoeverKeptItsClientIsTold() throws IOException {
        ProxmoxClient kept = client();
        write(entry("tokens: [" + inline(simulator.readerToken()) + "]", simulator.fingerprint())
                .replace("lab-a", "lab-b"));
        reread();

        assertThat(clusters.clusters()).extracting(ProxmoxCluster::id).containsExactly("lab-b");
        assertThat(clusters.client("lab-a")).isEmpty();
        assertThat(failure(ProxmoxException.Unreachable.class, kept.resources()))
                .hasMessageContaining("not configured");
        assertThat(registry.find(ProxmoxMetrics.CIRCUIT).tag("cluster", "lab-a").gauge())
                .isNull();
    }

    @Test
    void aFileThatSuddenlyNamesNoClusterIsRefused() throws IOException {
        write("clusters: []\n");
        reread();

        assertThat(clusters.client("lab-a")).isPresent();
        assertThat(clusters.refusedFile()).isPresent();
    }

    @Test
    void anotherCertificateGivesNoDataAndAnAlarmUntilItIsTrusted() throws IOException {
        write(entry(
                "tokens: [" + inline(simulator.readerToken()) + "]",
                simulator.fingerprint().replaceAll("[0-9A-F]{2}", "AB")));
        reread();

        failure(ProxmoxException.CertificateRejected.class, client().resources());
        assertThat(gauge(ProxmoxMetrics.CERTIFICATE)).isEqualTo(1);
        assertThat(simulator.control().requests().of(RESOURCES)).isZero();

        write(entry("tokens: [" + inline(simulator.readerToken()) + "]", simulator.fingerprint()));
        reread();
        result(client().resources());
        assertThat(gauge(ProxmoxMetrics.CERTIFICATE)).isZero();
    }
}
