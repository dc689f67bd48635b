package io.labkeeper.e2e.lab;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Http;
import java.net.URI;
import java.util.Map;

/** What a service's process says of itself to whoever runs it. */
public record Health(Part part) {

    /** Whether it has started; false also while nobody answers. */
    public boolean started() {
        return says("started");
    }

    /** Whether it wants requests; false also while nobody answers. */
    public boolean ready() {
        return says("ready");
    }

    private boolean says(String what) {
        try {
            return ask(what).status() == 200;
        } catch (ProveException nobody) {
            return false;
        }
    }

    /** A detail of one of the checks of its readiness; missing if it is not told. */
    public JsonNode detail(String name) {
        for (JsonNode check : ask("ready").json().path("checks")) {
            if (check.path("data").has(name)) {
                return check.path("data").path(name);
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    private Answer ask(String what) {
        URI uri = URI.create(part.facts().path("management_url").asText() + "/q/health/" + what);
        return Http.send("GET", uri, Map.of(), null);
    }
}
