package io.labkeeper.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Alert rules, dashboard and runbook speak of metrics and sections that there are. */
class ObservabilityTest {
    /** What Micrometer and Prometheus put behind a name: the unit, and what is told of a counter or a timer. */
    private static final Pattern SUFFIX = Pattern.compile("(_seconds|_bytes)?(_total|_count|_sum|_max|_bucket)?$");

    private static final Pattern USED = Pattern.compile("labkeeper_[a-z0-9_]+");
    private static final Pattern DECLARED = Pattern.compile("\"(labkeeper\\.[a-z0-9.]+[a-z0-9])\"");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(#([^)]+)\\)");

    private final JsonNode alerts = Checkout.yaml("deploy/observability/alerts.yaml");

    @Test
    void every_metric_of_ours_is_one_that_a_service_has() {
        Set<String> declared = declared();

        for (String file : List.of(
                "deploy/observability/alerts.yaml", "deploy/observability/dashboard.json", "deploy/RUNBOOK.md")) {
            Set<String> used = USED.matcher(Checkout.text(file))
                    .results()
                    .map(match -> match.group())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(used).as(file).hasSizeGreaterThan(5).allSatisfy(metric -> assertThat(declared)
                    .containsAnyOf(metric, SUFFIX.matcher(metric).replaceFirst("")));
        }
    }

    @Test
    void every_alert_has_what_whoever_is_woken_needs() {
        for (JsonNode rule : rules()) {
            String name = rule.get("alert").asText();
            assertThat(rule.get("expr").asText()).as(name).isNotBlank();
            assertThat(rule.at("/labels/severity").asText()).as(name).isIn("page", "ticket");
            assertThat(rule.at("/annotations/summary").asText()).as(name).isNotBlank();
            assertThat(rule.at("/annotations/runbook_url").asText())
                    .isEqualTo("deploy/RUNBOOK.md#" + name.toLowerCase(Locale.ROOT));
        }
        assertThat(rules())
                .hasSizeGreaterThan(10)
                .extracting(rule -> rule.get("alert").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void every_link_within_the_runbook_leads_to_a_section_and_every_alert_has_one() {
        String runbook = Checkout.text("deploy/RUNBOOK.md");
        Set<String> sections = HEADING.matcher(runbook)
                .results()
                .map(match -> match.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replace(' ', '-')
                        .replaceAll("[^a-z0-9-]", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(LINK.matcher(runbook).results().map(match -> match.group(1))).isSubsetOf(sections);
        assertThat(rules()).allSatisfy(rule -> assertThat(sections)
                .contains(rule.get("alert").asText().toLowerCase(Locale.ROOT)));
    }

    @Test
    void every_panel_asks_for_something() {
        JsonNode dashboard = Checkout.json("deploy/observability/dashboard.json");

        List<JsonNode> queries = dashboard.findValues("expr");

        assertThat(queries).hasSizeGreaterThan(10).allSatisfy(query -> assertThat(query.asText())
                .isNotBlank());
        assertThat(dashboard.get("title").asText()).isNotBlank();
    }

    private List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        alerts.get("groups").forEach(group -> group.get("rules").forEach(rules::add));
        return rules;
    }

    private static Set<String> declared() {
        return DECLARED.matcher(Checkout.sources())
                .results()
                .map(match -> match.group(1).replace('.', '_'))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
