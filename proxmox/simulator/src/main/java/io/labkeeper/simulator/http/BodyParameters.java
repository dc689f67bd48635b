package io.labkeeper.simulator.http;

import io.labkeeper.simulator.error.ApiError;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads parameters from the query and, for POST and PUT, from the body. */
final class BodyParameters {

    static final String FORM = "application/x-www-form-urlencoded";
    static final String JSON = "application/json";

    private BodyParameters() {}

    /**
     * @throws ApiError 500 if JSON was announced and there is none: an empty body counts as malformed
     */
    static Map<String, String> of(HttpServerRequest request, String body) {
        Map<String, String> params = new LinkedHashMap<>();
        request.params().forEach(param -> params.put(param.getKey(), param.getValue()));
        String method = request.method().name();
        if (!method.equals("POST") && !method.equals("PUT")) {
            return params;
        }
        if (Protocol.contentType(request).equals(JSON)) {
            readJson(body, params);
        } else if (!body.isEmpty()) {
            new QueryStringDecoder(body, false)
                    .parameters()
                    .forEach((name, values) -> params.put(name, values.get(values.size() - 1)));
        }
        return params;
    }

    private static void readJson(String body, Map<String, String> params) {
        try {
            if (body.isBlank()) {
                throw new DecodeException("end of string");
            }
            new JsonObject(body).forEach(entry -> params.put(entry.getKey(), text(entry.getValue())));
        } catch (DecodeException e) {
            String rest = body.isBlank() ? "(end of string)" : body.substring(0, Math.min(20, body.length()));
            throw ApiError.died("malformed JSON string, neither tag, array, object, number, string or atom,"
                    + " at character offset 0 (before \"" + rest + "\")");
        }
    }

    private static String text(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? "1" : "0";
        }
        return String.valueOf(value);
    }
}
