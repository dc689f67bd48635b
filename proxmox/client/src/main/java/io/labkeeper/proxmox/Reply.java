package io.labkeeper.proxmox;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a server answered, before anybody believes it.
 *
 * @param code the status code; 595 to 599 are AnyEvent's pseudo-codes
 * @param reason the status line's text: up to PVE 8.3 the only place where an error is explained
 * @param body may be empty (401, 595 to 599), whatever the content type says
 */
record Reply(int code, String reason, byte[] body) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_WORDS = 2_000;

    static Reply of(Response response) {
        byte[] body = response.hasEntity() ? response.readEntity(byte[].class) : null;
        return new Reply(
                response.getStatus(), response.getStatusInfo().getReasonPhrase(), body == null ? new byte[0] : body);
    }

    /**
     * The value of {@code data}, which may be JSON's null.
     *
     * @param secret never repeated, should a server or a proxy in between echo it
     * @throws ProxmoxException for every answer but a well-formed success
     */
    JsonNode data(String secret) {
        if (code < 200 || code > 299) {
            throw failure(secret);
        }
        try {
            JsonNode data = JSON.readTree(body).path("data");
            if (data.isMissingNode()) {
                throw new ProxmoxException.Malformed("the answer has no \"data\": this is not a Proxmox VE API", null);
            }
            return data;
        } catch (IOException e) {
            throw new ProxmoxException.Malformed(
                    "the answer is not JSON (" + body.length + " bytes): cut off, or not from a Proxmox VE API", null);
        }
    }

    private ProxmoxException failure(String secret) {
        JsonNode error = errorBody();
        Map<String, String> errors = errorsOf(error);
        errors.replaceAll((parameter, complaint) -> complaint.replace(secret, "****"));
        String words = Tolerant.storable(words(error, errors)).replace(secret, "****");
        return switch (code) {
            case 400 -> new ProxmoxException.BadParameter(words, errors);
            case 401 -> new ProxmoxException.Unauthorized(words);
            case 403 -> new ProxmoxException.Forbidden(words);
            case 595, 596, 597, 598, 599 -> new ProxmoxException.NodeUnreachable(code, words);
            default ->
                code < 400
                        ? new ProxmoxException.Malformed(
                                "answered with status " + code + ", which Proxmox VE never does", null)
                        : new ProxmoxException.ServerError(code, words);
        };
    }

    private JsonNode errorBody() {
        try {
            return JSON.readTree(body);
        } catch (JacksonException notJson) {
            return MissingNode.getInstance(); // a reverse proxy's page: the reason phrase has to do
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Map<String, String> errorsOf(JsonNode error) {
        Map<String, String> errors = new LinkedHashMap<>();
        error.path("errors")
                .fields()
                .forEachRemaining(
                        e -> errors.put(e.getKey(), e.getValue().asText().trim()));
        return errors;
    }

    /**
     * Proxmox's own words: {@code message} (libpve-http-server-perl 5.2.0 and newer, with a line break at its end), with
     * {@code errors} behind it, since on a 400 the message only says that something was wrong; else the reason phrase.
     */
    private String words(JsonNode error, Map<String, String> errors) {
        String message = error.path("message").asText("").trim();
        String details = errors.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue())
                .collect(Collectors.joining("; "));
        String first = message.isEmpty() && details.isEmpty() ? reasonOrCode() : message;
        String words = details.isEmpty() ? first : first.isEmpty() ? details : first + " (" + details + ")";
        return words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS) + "…" : words;
    }

    private String reasonOrCode() {
        return reason == null || reason.isBlank() ? "status " + code : reason.trim();
    }
}
