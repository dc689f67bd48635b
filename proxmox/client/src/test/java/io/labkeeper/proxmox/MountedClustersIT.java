package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.simulator.auth.Token;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters in a directory of secrets that changes as Kubernetes changes its mounts, while the process runs. */
@QuarkusTest
class MountedClustersIT extends AgainstSimulator {

    @TempDir
    Path directory;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private ConfiguredClusters clusters;
    private int version;

    @BeforeEach
    void mounted() throws IOException {
        start("9.1");
        Path next = next();
        cluster(next, "lab-a", simulator.readerToken());
        swap(next);
        clusters = new ConfiguredClusters(TestConfig.of(directory), registry, false);
        clusters.load();
    }

    private Path next() throws IOException {
        version++;
        return Files.createDirectory(directory.resolve("..version_" + version));
    }

    private void cluster(Path root, String id, Token token) throws IOException {
        Path own = Files.createDirectory(root.resolve(id));
        Files.writeString(own.resolve("token"), token.secret() + "\n");
        Files.writeString(
                own.resolve("cluster.yaml"), """
                endpoints: ["%s"]
                token_id: "%s"
                token_secret_file: token
                fingerprints: ["%s"]
                """.formatted(simulator.apiUri(), token.name(), simulator.fingerprint()));
    }

    /** As the kubelet does. */
    private void swap(Path next) throws IOException {
        Files.createSymbolicLink(directory.resolve("..data_tmp"), next.getFileName());
        Files.move(directory.resolve("..data_tmp"), directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** As the timer does. */
    private void reread() {
        if (clusters.look()) {
            clusters.look();
        }
    }

    private ClusterResources resources(String id) {
        return result(clusters.client(id).orElseThrow().resources());
    }

    private double refused() {
        return registry.get(ProxmoxMetrics.FILE_REFUSED).gauge().value();
    }

    @Test
    void aTokenIsRotatedByASwapOfTheLink() throws IOException {
        ProxmoxClient kept = clusters.client("lab-a").orElseThrow();
        Token rotated = new Token(simulator.readerToken().name(), "0f0e0d0c-1111-2222-3333-444455559999");
        simulator.control().addToken(rotated);
        failure(ProxmoxException.Unauthorized.class, kept.resources());

        Path next = next();
        cluster(next, "lab-a", rotated);
        swap(next);
        reread();

        assertThat(result(kept.resources()).guests()).isNotEmpty();
    }

    @Test
    void aClusterComesAndGoesWithItsSubDirectory() throws IOException {
        Path both = next();
        cluster(both, "lab-a", simulator.readerToken());
        cluster(both, "lab-b", simulator.actorToken());
        swap(both);
        reread();
        assertThat(resources("lab-b").guests()).isNotEmpty();

        Path one = next();
        cluster(one, "lab-b", simulator.actorToken());
        swap(one);
        reread();

        assertThat(clusters.clusters()).extracting(ProxmoxCluster::id).containsExactly("lab-b");
    }

    @Test
    void aBadClusterLeavesAllOfTheLastGoodContentInForceAndRaisesAnAlarm() throws IOException {
        Path bad = next();
        cluster(bad, "lab-b", simulator.readerToken());
        cluster(bad, "lab-c", new Token("nobody", "sesame"));
        swap(bad);
        reread();

        assertThat(clusters.refusedFile())
                .hasValueSatisfying(
                        why -> assertThat(why).contains("lab-c", "token_id").doesNotContain("sesame"));
        assertThat(refused()).isEqualTo(1);
        assertThat(clusters.clusters()).extracting(ProxmoxCluster::id).containsExactly("lab-a");
        assertThat(resources("lab-a").guests()).isNotEmpty();

        Path good = next();
        cluster(good, "lab-a", simulator.readerToken());
        swap(good);
        reread();

        assertThat(clusters.refusedFile()).isEmpty();
        assertThat(refused()).isZero();
    }

    @Test
    void aMountThatIsEmptyTakesNoClusterAway() throws IOException {
        swap(next());
        reread();

        assertThat(refused()).isEqualTo(1);
        assertThat(resources("lab-a").guests()).isNotEmpty();
    }
}
