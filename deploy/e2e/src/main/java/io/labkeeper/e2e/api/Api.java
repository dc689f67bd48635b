package io.labkeeper.e2e.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.ProveException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The REST API at one address, as one caller: the gateway, or a replica asked directly. */
public final class Api {
    private final String name;
    private final String url;
    private final Map<String, String> headers;

    /**
     * @param name for messages: "inventory-service-1"
     * @param url without a path
     * @param token null for a caller without credentials
     */
    public Api(String name, String url, String token) {
        this.name = name;
        this.url = url;
        this.headers = token == null ? Map.of() : Map.of("Authorization", "Bearer " + token);
    }

    public String name() {
        return name;
    }

    public String url() {
        return url;
    }

    public Answer get(String path) {
        return Http.send("GET", URI.create(url + path), headers, null);
    }

    public Answer post(String path) {
        return Http.send("POST", URI.create(url + path), headers, null);
    }

    public Answer delete(String path) {
        return Http.send("DELETE", URI.create(url + path), headers, null);
    }

    /** @param key the idempotency key, null for none; @param body JSON text, null for none */
    public Answer post(String path, String key, String body) {
        Map<String, String> all = new HashMap<>(headers);
        if (key != null) {
            all.put("Idempotency-Key", key);
        }
        return Http.send("POST", URI.create(url + path), all, body);
    }

    /**
     * The VMs of a page.
     *
     * @param query such as "?templates=true", or nothing
     */
    public Map<VmRef, JsonNode> vms(String query) {
        Map<VmRef, JsonNode> vms = new TreeMap<>();
        for (JsonNode vm : good(get("/api/vms" + query)).path("vms")) {
            vms.put(new VmRef(vm.path("cluster_id").asText(), vm.path("vmid").asInt()), vm);
        }
        return vms;
    }

    /**
     * One VM as the list shows it; no store is asked for that.
     *
     * @return empty if it is not in the list
     */
    public Optional<JsonNode> find(VmRef vm) {
        String query = "?templates=true&cluster=" + vm.cluster() + "&search=" + vm.vmid();
        return Optional.ofNullable(vms(query).get(vm));
    }

    /** One VM with its details; 404 is an answer. */
    public Answer vm(VmRef vm) {
        return get("/api/vms/" + vm.cluster() + "/" + vm.vmid());
    }

    /** Asks for a power action. */
    public Answer act(VmRef vm, String action) {
        return post("/api/vm/" + vm.vmid() + "/" + action + "?cluster=" + vm.cluster());
    }

    /** An action as it stands now. */
    public JsonNode action(String id) {
        return good(get("/api/actions/" + id));
    }

    public JsonNode syncStats() {
        return good(get("/api/sync/stats"));
    }

    private JsonNode good(Answer answer) {
        if (answer.status() != 200) {
            throw new ProveException(name + " answered " + answer.status() + ": " + answer.body());
        }
        return answer.json();
    }
}
