package io.labkeeper.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.labkeeper.embedded.Ports;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    @TempDir
    static Path dir;

    @Test
    void each_service_finds_its_own_token_and_the_issuer_answers_under_the_name_of_the_container() throws Exception {
        int issuerPort = Ports.free();
        int proxmoxPort = Ports.free();
        DemoOptions.Folders folders =
                new DemoOptions.Folders(dir.resolve("demo"), dir.resolve("worker"), dir.resolve("action"));

        try (Demo demo = new Demo(new DemoOptions("demo", 1, 3, 1, issuerPort, proxmoxPort, folders))) {
            demo.start();

            JsonNode discovery = get("http://127.0.0.1:" + issuerPort + "/.well-known/openid-configuration");
            assertThat(discovery.get("issuer").asText()).isEqualTo("http://demo:" + issuerPort);
            JsonNode worker = cluster(folders.forWorker());
            JsonNode action = cluster(folders.forActions());
            assertThat(worker.at("/endpoints/0").asText()).isEqualTo("https://demo:" + proxmoxPort);
            assertThat(worker.get("fingerprints")).isEqualTo(action.get("fingerprints"));
            assertThat(secret(folders.forWorker(), worker)).isNotEqualTo(secret(folders.forActions(), action));
        }
    }

    private static JsonNode cluster(Path folder) throws Exception {
        return new YAMLMapper().readTree(folder.resolve("lab-a.yaml").toFile());
    }

    private static String secret(Path folder, JsonNode cluster) throws Exception {
        return Files.readString(folder.resolve(cluster.get("token_secret_file").asText()));
    }

    private static JsonNode get(String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10))
                .build();
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
    }
}
