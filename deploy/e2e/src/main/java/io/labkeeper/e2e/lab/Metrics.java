package io.labkeeper.e2e.lab;

import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Http;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What processes count of themselves, as they tell it to a monitoring system. */
public record Metrics(List<String> lines) {

    /**
     * @param parts with a management address; their samples are put together
     */
    public static Metrics of(List<Part> parts) {
        return new Metrics(parts.stream().flatMap(Metrics::scrape).toList());
    }

    private static Stream<String> scrape(Part part) {
        String url = part.facts().path("management_url").asText() + "/q/metrics";
        Answer answer = Http.send("GET", URI.create(url), Map.of("Accept", "text/plain"), null);
        if (answer.status() != 200) {
            throw new ProveException(part.name() + " tells no metrics: " + answer.status());
        }
        return Arrays.stream(answer.body().split("\n")).filter(line -> !line.startsWith("#"));
    }

    /**
     * The sum of all samples of that name.
     *
     * @param labels texts such as {@code cluster="lab-a"} that they must carry
     */
    public double sum(String name, String... labels) {
        return lines.stream()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Arrays.stream(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
