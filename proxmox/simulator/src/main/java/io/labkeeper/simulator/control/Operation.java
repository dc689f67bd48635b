package io.labkeeper.simulator.control;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/** One entry of the control API. */
record Operation(String method, String template, Work work) {

    static final JsonObject DONE = new JsonObject().put("done", true);

    /** Does it and answers with what becomes JSON. */
    interface Work {
        /**
         * @param path values of the template's variables
         * @param body the request's JSON object; empty if it had none
         * @throws IllegalArgumentException if the request makes no sense
         * @throws java.util.NoSuchElementException if there is no such thing
         */
        Object perform(Map<String, String> path, JsonObject body);
    }
}
