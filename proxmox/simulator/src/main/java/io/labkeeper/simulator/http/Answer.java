package io.labkeeper.simulator.http;

import io.labkeeper.simulator.error.ApiError;
import io.labkeeper.simulator.state.Release;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * What goes out.
 *
 * @param contentType null for none
 */
public record Answer(int status, String reason, String contentType, Buffer body) {

    private static final String JSON = "application/json;charset=UTF-8";

    static Answer data(Object data) {
        return json(200, "OK", new JsonObject().put("data", data));
    }

    /** Proxmox's errors: the first line in the reason phrase, all of it in the body where the release does so. */
    static Answer error(ApiError error, Release release) {
        String message = error.getMessage();
        String firstLine = message.split("\n", 2)[0];
        if (error.hasEmptyBody()) {
            return empty(error.status(), firstLine);
        }
        JsonObject body = new JsonObject().putNull("data");
        if (!error.errors().isEmpty()) {
            JsonObject errors = new JsonObject();
            error.errors().forEach(errors::put);
            body.put("errors", errors);
        }
        if (release.messageInBody()) {
            body.put("message", message + "\n");
        }
        return json(error.status(), firstLine, body);
    }

    static Answer empty(int status, String reason) {
        return new Answer(status, reason, null, Buffer.buffer());
    }

    private static Answer json(int status, String reason, JsonObject body) {
        return new Answer(status, reason, JSON, body.toBuffer());
    }

    Answer withBody(Buffer newBody) {
        return new Answer(status, reason, contentType, newBody);
    }
}
