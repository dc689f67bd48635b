package io.labkeeper.lab.launch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.labkeeper.lab.LabError;
import io.labkeeper.lab.state.LabState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The running lab as a caller sees it: tokens from the issuer, everything else through the gateway. */
public final class LabApi {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LabState state;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    public LabApi(LabState state) {
        this.state = state;
    }

    /** An answer: its status and body, which is a missing node if it is not JSON. */
    record Answer(int status, JsonNode body) {}

    /** A bearer token for a demo user. */
    public String token(String user) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(state.issuer() + "/token"))
                .timeout(LIMIT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=password&username=" + user))
                .build();
        Answer answer = send(request);
        if (answer.status() != 200) {
            throw LabError.failed("the issuer refuses a token for " + user + ": " + answer.status());
        }
        return answer.body().get("access_token").asText();
    }

    Answer get(String token, String path) {
        return send(to(token, path).GET().build());
    }

    Answer post(String token, String path, Object body) {
        return send(json(token, path).POST(json(body)).build());
    }

    Answer put(String token, String path, Object body) {
        return send(json(token, path).PUT(json(body)).build());
    }

    private HttpRequest.Builder json(String token, String path) {
        return to(token, path).header("Content-Type", "application/json");
    }

    private static HttpRequest.BodyPublisher json(Object body) {
        try {
            return BodyPublishers.ofString(JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw LabError.failed("cannot write a request", e);
        }
    }

    private HttpRequest.Builder to(String token, String path) {
        return HttpRequest.newBuilder(URI.create(state.gateway() + path))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), parse(response.body()));
        } catch (IOException e) {
            throw LabError.failed(request.uri().getAuthority() + " does not answer: is the lab up? (./lab status)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LabError.failed("interrupted", e);
        }
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            return JSON.missingNode();
        }
    }
}
