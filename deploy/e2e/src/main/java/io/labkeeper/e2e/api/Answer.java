package io.labkeeper.e2e.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Json;
import java.net.http.HttpHeaders;
import java.time.Duration;

/**
 * An HTTP answer.
 *
 * @param took from the request to the whole answer
 */
public record Answer(int status, HttpHeaders headers, String body, Duration took) {

    public JsonNode json() {
        return Json.parse(body);
    }
}
