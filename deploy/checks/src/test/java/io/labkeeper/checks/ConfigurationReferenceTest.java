package io.labkeeper.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.reference.Reference;
import io.labkeeper.reference.Shared;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
    private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");

    @Test
    void the_page_says_what_the_sources_say() throws Exception {
        assertThat(Files.readString(Reference.page(Checkout.HOME)))
                .as("docs/configuration.md is old; make it again, in deploy/checks: "
                        + "java -cp target/classes io.labkeeper.reference.Reference ../..")
                .isEqualTo(Reference.text(Checkout.HOME));
    }

    @Test
    void every_configuration_interface_is_in_it() {
        String page = Reference.text(Checkout.HOME);

        Set<String> prefixes = PREFIX.matcher(Checkout.sources())
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(prefixes).hasSizeGreaterThan(20).allSatisfy(prefix -> assertThat(page)
                .contains("\n### " + prefix + "\n"));
    }

    @Test
    void every_short_name_of_our_files_is_in_it_and_none_that_nobody_reads() {
        String page = Reference.text(Checkout.HOME);
        String sources = Checkout.sources();

        assertThat(Variables.inExpressions())
                .allSatisfy(name -> assertThat(page).contains(name));
        assertThat(Shared.VARIABLES).allSatisfy(variable -> {
            String property = variable.name().toLowerCase(java.util.Locale.ROOT).replace('_', '.');
            // "quarkus.shutdown.delay" is not set anywhere, but switched on.
            assertThat(sources)
                    .containsAnyOf(
                            "${" + variable.name(), property + "=", "\"" + property + "\"", property + "-enabled");
        });
    }
}
