package io.labkeeper.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** There may be no engine where this is built, so what can be known without one is looked at. */
class DockerfileTest {
    private static final Pattern FROM = Pattern.compile("(?m)^FROM (\\S+)(?: AS (\\S+))?$");
    private static final Pattern VARIABLE = Pattern.compile("\\b([A-Z][A-Z0-9_]+)=");

    private final String file = Checkout.text("deploy/docker/Dockerfile").replaceAll("\\\\\\n\\s*", " ");
    private final List<String> lines = file.lines().toList();

    @Test
    void what_is_copied_from_the_checkout_is_there() {
        List<String> sources = lines.stream()
                .filter(line -> line.startsWith("COPY ") && !line.contains("--from="))
                .flatMap(line -> Arrays.stream(line.substring(5).split(" ")).filter(word -> !word.startsWith("--")))
                .filter(word -> word.startsWith("deploy/"))
                .toList();

        assertThat(sources).hasSizeGreaterThan(3).allSatisfy(source -> assertThat(Checkout.HOME.resolve(source))
                .exists());
    }

    @Test
    void what_is_copied_from_another_stage_names_a_stage_and_every_image_has_a_version() {
        Set<String> stages = new TreeSet<>();
        FROM.matcher(file).results().forEach(match -> {
            String image = match.group(1);
            assertThat(stages.contains(image) || image.matches("[a-z-]+:\\S*\\$\\{JAVA}\\S*"))
                    .as(image)
                    .isTrue();
            stages.add(match.group(2));
        });

        assertThat(stages).contains("service", "demo");
        assertThat(lines.stream().filter(line -> line.contains("--from=")))
                .allSatisfy(line -> assertThat(stages).contains(line.replaceAll(".*--from=(\\S+).*", "$1")));
    }

    @Test
    void what_runs_is_a_user_with_a_number_who_is_not_root() {
        String service = file.substring(file.indexOf("FROM java AS service"));
        String java = file.substring(file.indexOf("-jre AS java"), file.indexOf("FROM java AS trained"));

        assertThat(java).containsPattern("(?m)^USER [1-9][0-9]+:[1-9][0-9]+$");
        assertThat(service).doesNotContain("USER ").contains("HEALTHCHECK", "STOPSIGNAL SIGTERM");
    }

    @Test
    void its_variables_are_settings() {
        String env = lines.stream()
                .filter(line -> line.startsWith("ENV QUARKUS"))
                .findFirst()
                .orElseThrow();

        List<String> names =
                VARIABLE.matcher(env).results().map(match -> match.group(1)).toList();

        assertThat(Variables.known()).containsAll(names);
        assertThat(names).contains("LABKEEPER_PRODUCTION");
    }

    @Test
    void training_and_running_use_the_same_options_and_the_modules_are_modules() {
        String train = Checkout.text("deploy/docker/train");

        assertThat(file).contains("\"@/app/jvm.options\", \"-XX:AOTCache=/app/app.aot\"");
        assertThat(train).contains("@jvm.options -XX:AOTCacheOutput=app.aot");
        String modules = file.replaceAll("(?s).* -pl (\\S+) .*", "$1");
        assertThat(modules.split(",")).hasSize(4).allSatisfy(module -> assertThat(
                        Files.exists(Checkout.HOME.resolve(module).resolve("pom.xml")))
                .isTrue());
    }
}
