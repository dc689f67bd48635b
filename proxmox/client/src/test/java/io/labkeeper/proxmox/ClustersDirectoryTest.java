package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClustersDirectoryTest {

    private static final String LEAST = """
            endpoints: [https://pve1.test:8006]
            token_id: labkeeper@pve!reader
            token_secret: sesame-123
            """;

    @TempDir
    Path directory;

    private List<ProxmoxCluster> read() {
        return new ClustersDirectory(directory).read();
    }

    private String refusal() {
        return catchThrowableOfType(BadClustersFileException.class, this::read).getMessage();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void eachFileIsAClusterWhoseIdIsItsName() throws IOException {
        write(directory.resolve("lab-b.yaml"), LEAST);
        write(directory.resolve("lab-a.yaml"), LEAST + "id: lab-a\nname: Main lab\n");

        assertThat(read()).extracting(ProxmoxCluster::id).containsExactly("lab-a", "lab-b");
        assertThat(read()).extracting(ProxmoxCluster::name).containsExactly("Main lab", "lab-b");
    }

    @Test
    void eachSubDirectoryIsAClusterWithItsOwnSecrets() throws IOException {
        for (String id : List.of("lab-a", "lab-b")) {
            write(
                    directory.resolve(id).resolve("cluster.yaml"),
                    LEAST.replace("token_secret: sesame-123", "token_secret_file: token"));
            write(directory.resolve(id).resolve("token"), "sesame-of-" + id + "\n");
        }

        assertThat(read())
                .extracting(cluster -> cluster.token().secret())
                .containsExactly("sesame-of-lab-a", "sesame-of-lab-b");
    }

    @Test
    void bothFormsMayLieSideBySideAndOtherFilesAreLeftAlone() throws IOException {
        write(directory.resolve("lab-a.yaml"), LEAST);
        write(directory.resolve("lab-b/cluster.yaml"), LEAST);
        write(directory.resolve("lab-a.secret"), "sesame-456");
        write(directory.resolve(".hidden.yaml"), "no cluster");
        write(directory.resolve("..2026_11_24/lab-c.yaml"), LEAST);

        assertThat(read()).extracting(ProxmoxCluster::id).containsExactly("lab-a", "lab-b");
    }

    @Test
    void oneBadClusterSpoilsTheWhole() throws IOException {
        write(directory.resolve("lab-a.yaml"), LEAST);
        write(directory.resolve("lab-b.yaml"), LEAST.replace("labkeeper@pve!reader", "nobody"));

        assertThat(refusal())
                .contains("lab-b.yaml", "cluster 'lab-b'", "token_id")
                .doesNotContain("sesame");
    }

    @Test
    void anIdThatIsNotTheNameIsRefused() throws IOException {
        write(directory.resolve("lab-a.yaml"), LEAST + "id: lab-b\n");

        assertThat(refusal()).contains("lab-a.yaml", "'id'");
    }

    @Test
    void aClusterThatIsThereTwiceIsRefused() throws IOException {
        write(directory.resolve("lab-a.yaml"), LEAST);
        write(directory.resolve("lab-a/cluster.yaml"), LEAST);

        assertThat(refusal()).contains("lab-a", "twice");
    }

    @Test
    void aDirectoryWithoutAClusterLooksLikeAMountThatFailedAndIsRefused() {
        assertThat(refusal()).contains(directory.toString(), "holds no cluster");
    }

    @Test
    void aSubDirectoryWithoutItsFileIsRefused() throws IOException {
        write(directory.resolve("lab-a.yaml"), LEAST);
        write(directory.resolve("lab-b/token"), "sesame-456");

        assertThat(refusal()).contains("lab-b", "cluster.yaml", "cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lab_A.yaml", "lab-a.yml", "clusters.backup.yaml"})
    void aNameThatIsNoIdIsRefusedRatherThanPassedOver(String name) throws IOException {
        write(directory.resolve(name), LEAST);

        assertThat(refusal()).contains(name, "name must");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "- one\n", "clusters: []\n", "sesame"})
    void aFileOfAnotherShapeIsRefused(String text) throws IOException {
        write(directory.resolve("lab-a.yaml"), text);

        assertThat(refusal()).contains("lab-a.yaml").doesNotContain("sesame");
    }

    @Test
    void aMountedSecretIsReadThroughItsLink() throws IOException {
        version("v1", "one");
        lead("v1");
        // What Kubernetes has not removed yet, and what no version holds.
        Files.createSymbolicLink(directory.resolve("lab-z.yaml"), Path.of("..data/lab-z.yaml"));

        assertThat(read()).extracting(ProxmoxCluster::name).containsExactly("one", "one", "one");
    }

    @Test
    void theSameContentInAnotherVersionOfTheMountIsNoChange() throws IOException {
        version("v1", "one");
        lead("v1");
        List<ProxmoxCluster> before = read();
        version("v2", "one");
        lead("v2");
        remove("v1");

        assertThat(read()).isEqualTo(before);
    }

    /** A hundred swaps, each of them some time during a reading. */
    @Test
    void whatIsReadWhileKubernetesSwapsTheLinkWasThereAtOneTime() throws Exception {
        version("v0", "content-0");
        lead("v0");
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService swapper = Executors.newSingleThreadExecutor();
        try {
            for (int i = 1; i <= 100; i++) {
                String next = "content-" + i;
                String last = "content-" + (i - 1);
                int number = i;
                version("v" + i, next);
                Future<?> swap = swapper.submit(() -> {
                    together.await(20, TimeUnit.SECONDS);
                    lead("v" + number);
                    remove("v" + (number - 1));
                    return null;
                });
                together.await(20, TimeUnit.SECONDS);

                List<String> names = read().stream().map(ProxmoxCluster::name).toList();

                assertThat(names).isIn(List.of(last, last, last), List.of(next, next, next));
                swap.get(20, TimeUnit.SECONDS);
            }
        } finally {
            swapper.shutdownNow();
        }
    }

    /** Three clusters, one of them with a file of its secret. */
    private void version(String version, String name) throws IOException {
        Path root = directory.resolve(".." + version);
        write(root.resolve("lab-a.yaml"), LEAST + "name: " + name + "\n");
        write(root.resolve("lab-b.yaml"), LEAST + "name: " + name + "\n");
        write(
                root.resolve("lab-c.yaml"),
                LEAST.replace("token_secret: sesame-123", "token_secret_file: lab-c.secret") + "name: " + name + "\n");
        write(root.resolve("lab-c.secret"), "sesame-" + name);
    }

    private void lead(String version) throws IOException {
        Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of(".." + version));
        Files.move(directory.resolve("..data_tmp"), directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void remove(String version) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(".." + version))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory.resolve(".." + version));
    }
}
