package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.labkeeper.proxmox.ProxmoxCluster.Limits;
import io.labkeeper.proxmox.ProxmoxCluster.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClustersFileTest {

    private static final String PIN =
            "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99";
    private static final String LEAST = """
            - id: lab-a
              endpoints: [https://pve1.test:8006]
              token_id: labkeeper@pve!reader
              token_secret: sesame-123
            """;

    @TempDir
    Path directory;

    private List<ProxmoxCluster> read(String clusters) {
        try {
            Path file = directory.resolve("clusters.yaml");
            Files.writeString(file, "clusters:\n" + clusters.indent(2));
            return ClustersFile.read(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String refusal(String clusters) {
        return catchThrowableOfType(BadClustersFileException.class, () -> read(clusters))
                .getMessage();
    }

    @Test
    void theLeastThatIsNeededGetsDefaults() {
        ProxmoxCluster cluster = read(LEAST).get(0);

        assertThat(cluster.id()).isEqualTo("lab-a");
        assertThat(cluster.name()).isEqualTo("lab-a");
        assertThat(cluster.endpoints()).containsExactly(URI.create("https://pve1.test:8006"));
        assertThat(cluster.trust()).isEqualTo(new Trust.Default());
        assertThat(cluster.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(cluster.quickInterval()).isEmpty();
        assertThat(cluster.fullInterval()).isEmpty();
    }

    @Test
    void everythingThatCanBeSaidIsRead() {
        ProxmoxCluster cluster = read("""
                - id: lab-a
                  name: Main lab
                  endpoints: [https://pve1.test, "https://10.0.0.2:8443/"]
                  token_id: labkeeper@pve!reader
                  token_secret: sesame-123
                  fingerprints: ["%s", %s]
                  quick_interval: 30s
                  full_interval: 5m
                  limits: {connect: 500ms, call: 4s, proxied: PT40S, concurrency: 3}
                """.formatted(PIN.toLowerCase(java.util.Locale.ROOT), PIN.replace(":", "")))
                .get(0);

        assertThat(cluster.name()).isEqualTo("Main lab");
        assertThat(cluster.endpoints())
                .containsExactly(URI.create("https://pve1.test:8006"), URI.create("https://10.0.0.2:8443"));
        assertThat(cluster.token().secret()).isEqualTo("sesame-123");
        assertThat(cluster.trust()).isEqualTo(new Trust.Fingerprints(List.of(PIN, PIN)));
        assertThat(cluster.quickInterval()).contains(Duration.ofSeconds(30));
        assertThat(cluster.fullInterval()).contains(Duration.ofMinutes(5));
        assertThat(cluster.limits())
                .isEqualTo(new Limits(Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(40), 3));
    }

    @Test
    void theSecretMayLieInAFileBesideIt() throws IOException {
        Files.writeString(directory.resolve("secret"), "sesame-456\n");

        ProxmoxCluster cluster = read(LEAST.replace("token_secret: sesame-123", "token_secret_file: secret"))
                .get(0);

        assertThat(cluster.token().secret()).isEqualTo("sesame-456");
    }

    private static final String TWO_TOKENS = """
            - id: lab-a
              endpoints: [https://pve1.test:8006]
              tokens:
                - {id: labkeeper@pve!reader, secret: sesame-1}
                - {id: labkeeper@pve!reader2, secret_file: mounted/next}
            """;

    @Test
    void twoTokensMayBeValidAtOnce() throws IOException {
        Files.createDirectory(directory.resolve("mounted"));
        Files.writeString(directory.resolve("mounted/next"), "sesame-2\n");

        ProxmoxCluster cluster = read(TWO_TOKENS).get(0);

        assertThat(cluster.tokens())
                .containsExactly(
                        new ProxmoxCluster.ApiToken("labkeeper@pve!reader", "sesame-1"),
                        new ProxmoxCluster.ApiToken("labkeeper@pve!reader2", "sesame-2"));
        assertThat(cluster.token().id()).isEqualTo("labkeeper@pve!reader");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tokens: [] | tokens",
                "tokens: [labkeeper@pve!a] | tokens",
                "tokens: [{id: one@pve!aa, secret: sesame-1}, {id: two@pve!aa, secret: sesame-2}] | one user",
                "tokens: [{id: one@pve!aa}] | secret",
                "tokens: [{id: one@pve!aa, secret: sesame-1, secret_file: x}] | secret",
                "tokens: [{id: one@pve!aa, secret: sesame-1, note: x}] | note",
                "tokens: [{id: one@pve!aa, secret: s1}, {id: one@pve!bb, secret: s2}, {id: one@pve!cc, secret: s3}] | tokens"
            })
    void aBadListOfTokensIsRefused(String line, String key) {
        String without =
                LEAST.replace("  token_id: labkeeper@pve!reader\n", "").replace("  token_secret: sesame-123\n", "");

        assertNamed(refusal(without + "  " + line + "\n"), key);
    }

    @Test
    void tokensInTwoPlacesAreRefused() {
        assertNamed(refusal(LEAST + "  tokens: [{id: labkeeper@pve!reader, secret: sesame-1}]\n"), "tokens");
    }

    @Test
    void noClusterAtAllIsAllowed() throws IOException {
        Path file = Files.writeString(directory.resolve("none.yaml"), "clusters: []\n");

        assertThat(ClustersFile.read(file)).isEmpty();
    }

    @Test
    void theSecretIsHiddenWhereverAClusterIsPrinted() {
        assertThat(read(LEAST).toString()).contains("labkeeper@pve!reader=****").doesNotContain("sesame");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "endpoints: [http://pve1.test:8006] | endpoints",
                "endpoints: [ftp://pve1.test] | endpoints",
                "endpoints: ['https://'] | endpoints",
                "endpoints: ['https://user:pw@pve1.test:8006'] | endpoints",
                "endpoints: ['https://pve1.test:8006/api2/json'] | endpoints",
                "endpoints: ['https://pve1 test'] | endpoints",
                "endpoints: [] | endpoints",
                "endpoints: https://pve1.test:8006 | endpoints"
            })
    void aBadEndpointIsRefused(String line, String key) {
        assertNamed(refusal(LEAST.replace("endpoints: [https://pve1.test:8006]", line)), key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token_id: labkeeper@pve!reader | token_id: labkeeper | token_id",
                "token_id: labkeeper@pve!reader | token_id: labkeeper@pve | token_id",
                "token_secret: sesame-123 | | token_secret",
                "token_secret: sesame-123 | token_secret_file: missing | token_secret_file",
                "token_secret: sesame-123 | token_secret: sesame 123 | token_secret",
                "token_secret: sesame-123 | token_secret: [sesame-123] | token_secret"
            })
    void aBadTokenIsRefused(String right, String wrong, String key) {
        assertNamed(refusal(LEAST.replace(right, wrong == null ? "" : wrong)), key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fingerprints: ['AA:BB'] | fingerprints",
                "fingerprints: [] | fingerprints",
                "ca_file: missing.pem | ca_file",
                "ca_file: clusters.yaml | ca_file",
                "insecure: maybe | insecure",
                "quick_interval: soon | quick_interval",
                "quick_interval: 0s | quick_interval",
                "full_interval: 2d | full_interval",
                "limits: {concurrency: 65} | concurrency",
                "limits: {concurrency: '8'} | concurrency",
                "limits: {conect: 1s} | conect",
                "limits: 5 | limits",
                "token_secret_file: also | token_secret",
                "verify: false | verify",
                "id: lab-b | YAML"
            })
    void aBadSettingIsRefused(String line, String key) {
        String message = refusal(LEAST + "  " + line + "\n");

        assertThat(message).contains("clusters.yaml", key).doesNotContain("sesame");
    }

    @Test
    void twoKindsOfTrustAreRefused() {
        assertNamed(refusal(LEAST + "  fingerprints: [" + PIN + "]\n  insecure: true\n"), "insecure");
    }

    @Test
    void anIdThatIsUsedTwiceIsRefused() {
        assertNamed(refusal(LEAST + LEAST), "id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lab_A", "", "a-name-of-more-than-forty-characters-is-too-long"})
    void anIdOutsideItsAlphabetIsRefused(String id) {
        assertThat(refusal(LEAST.replace("id: lab-a", "id: '" + id + "'")))
                .contains("clusters.yaml", "cluster number 1", "'id'");
    }

    @Test
    void brokenYamlIsRefusedWithItsLineAndWithoutItsText() {
        String message = refusal(LEAST.replace("token_secret: sesame-123", "token_secret: 'sesame-123"));

        assertThat(message).contains("clusters.yaml", "not valid YAML", "line").doesNotContain("sesame");
    }

    @Test
    void aMissingFileIsRefused() {
        BadClustersFileException refusal = catchThrowableOfType(
                BadClustersFileException.class, () -> ClustersFile.read(directory.resolve("nowhere.yaml")));

        assertThat(refusal)
                .hasMessageContaining("nowhere.yaml")
                .hasMessageContaining("labkeeper.proxmox.clusters-file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "clusters:\n", "cluster: []\n", "- id: lab-a\n", "clusters: {}\n", "clusters: [lab-a]\n"})
    void aFileOfAnotherShapeIsRefused(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("clusters.yaml"), text);

        assertThat(catchThrowableOfType(BadClustersFileException.class, () -> ClustersFile.read(file)))
                .hasMessageContaining("clusters.yaml");
    }

    private static void assertNamed(String message, String key) {
        assertThat(message).contains("clusters.yaml", "cluster 'lab-a'", key).doesNotContain("sesame");
    }
}
