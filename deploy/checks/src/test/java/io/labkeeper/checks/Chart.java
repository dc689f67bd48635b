package io.labkeeper.checks;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What Helm makes of the chart, each object as Kubernetes' own type: a field that this type does not know fails. */
final class Chart {
    /** The values of the chart itself. */
    static final String AS_THEY_COME = "";

    static final Path FOLDER = Checkout.HOME.resolve("deploy/helm/labkeeper");

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private static final Map<String, Class<? extends HasMetadata>> TYPES = Map.of(
            "v1/ConfigMap", ConfigMap.class,
            "v1/Secret", Secret.class,
            "v1/Service", Service.class,
            "apps/v1/Deployment", Deployment.class,
            "apps/v1/StatefulSet", StatefulSet.class,
            "batch/v1/Job", Job.class,
            "autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
            "networking.k8s.io/v1/Ingress", Ingress.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class);

    private final List<HasMetadata> objects = new ArrayList<>();
    private final List<JsonNode> others = new ArrayList<>();

    private Chart(String rendered) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        for (Object document : new Yaml(new SafeConstructor(options)).loadAll(rendered)) {
            if (document != null) {
                add(STRICT.valueToTree(document));
            }
        }
    }

    /** @param example a file in the chart's examples, or {@link #AS_THEY_COME} */
    static Chart rendered(String example) {
        return new Chart(command(example).call());
    }

    static TemplateCommand command(String example) {
        requireHelm();
        TemplateCommand command =
                new Helm(FOLDER).template().withName("lk").withNamespace("lab").withKubeVersion("1.31.0");
        if (example.equals(AS_THEY_COME)) {
            return command;
        }
        command.withValuesFile(FOLDER.resolve("examples").resolve(example));
        return example.equals("trial.yaml") ? command.set("trial.seed", "0123456789abcdef") : command;
    }

    /** Helm comes as a native library of 95 MB a platform, which only the one platform is made to download. */
    static void requireHelm() {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        boolean there = platform.toLowerCase(Locale.ROOT).equals("linux amd64");
        if (!there) {
            System.out.println("SKIPPED: the chart is rendered on Linux amd64 only, and this is " + platform);
        }
        assumeTrue(there, "no Helm for this platform");
    }

    private void add(JsonNode object) {
        Class<? extends HasMetadata> type = TYPES.get(
                object.path("apiVersion").asText() + "/" + object.path("kind").asText());
        if (type == null) {
            others.add(object);
        } else {
            objects.add(typed(object, type));
        }
    }

    private static HasMetadata typed(JsonNode object, Class<? extends HasMetadata> type) {
        try {
            HasMetadata typed = STRICT.treeToValue(object, type);
            // fabric8 keeps what it does not know beside what it knows, and writes it out again; so unknown fields are
            // looked for.
            UnknownFields.refuse(typed);
            return typed;
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(
                    object.path("kind").asText() + " "
                            + object.at("/metadata/name").asText(),
                    e);
        }
    }

    <T extends HasMetadata> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> T one(Class<T> type, String name) {
        return all(type).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + " " + name));
    }

    Stream<HasMetadata> objects() {
        return objects.stream();
    }

    /** What is not Kubernetes' own: the objects of the Prometheus operator. */
    List<JsonNode> others() {
        return others;
    }
}
