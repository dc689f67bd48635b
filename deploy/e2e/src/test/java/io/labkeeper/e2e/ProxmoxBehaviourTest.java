package io.labkeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/proxmox-behaviour.md} says of our tests is true: each one that it names is there. */
class ProxmoxBehaviourTest {
    private static final Path HOME = home();
    private static final Path PAGE = HOME.resolve("docs/proxmox-behaviour.md");
    private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");

    /** The folder of the whole project, wherever in it the tests run. */
    private static Path home() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/proxmox-behaviour.md"))) {
            folder = folder.getParent();
            assertThat(folder).as("a folder above this one with docs/").isNotNull();
        }
        return folder;
    }

    private static List<MatchResult> named(String text) {
        return NAMED.matcher(text).results().toList();
    }

    /** The text of all test classes, by simple name; of several with one name, all. */
    private static Map<String, String> testClasses() throws IOException {
        try (Stream<Path> modules = Stream.of("proxmox/simulator", "proxmox/client", "sync-worker", "action-service")
                .map(module -> HOME.resolve(module).resolve("src/test/java"))) {
            return modules.flatMap(ProxmoxBehaviourTest::javaFiles)
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            ProxmoxBehaviourTest::text,
                            String::concat));
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyTestThatItNamesExists() throws IOException {
        Map<String, String> classes = testClasses();

        List<String> missing = named(text(PAGE)).stream()
                .filter(match -> !classes.getOrDefault(match.group(1), "").contains("void " + match.group(2) + "("))
                .map(match -> match.group(1) + "#" + match.group(2))
                .toList();

        assertThat(missing).isEmpty();
    }

    @Test
    void everyFactHasASourceAndATest() {
        List<String> facts = text(PAGE)
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| Proxmox |"))
                .toList();

        assertThat(facts).hasSizeGreaterThan(80).allSatisfy(line -> {
            String[] cells = line.split(" \\| ");
            assertThat(cells).hasSize(3);
            assertThat(cells[0].length()).isGreaterThan("| ".length());
            assertThat(cells[1]).isNotBlank();
            assertThat(named(cells[2])).isNotEmpty();
        });
    }
}
