package io.labkeeper.e2e.lab;

import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Http;
import java.net.URI;
import java.util.Map;

/** The lab's identity provider: switched off and on, and its key changed. */
public final class Issuer {
    private final String url;
    private final String control;

    Issuer(Part part) {
        this.url = part.url();
        this.control = part.facts().path("control_url").asText();
    }

    /** Nobody answers there any more. */
    public void down() {
        order("PUT", "?mode=down");
    }

    public void up() {
        order("PUT", "?mode=up");
    }

    /** It signs with a new key from now on, and publishes the ones before it as well. */
    public void rotate() {
        order("POST", "/keys");
    }

    /** It signs with its first key again. */
    public void unrotate() {
        order("DELETE", "/keys");
    }

    /** How often somebody has asked for its keys. */
    public long keyRequests() {
        return order("GET", "").json().path("key_requests").asLong();
    }

    /** A new token for one of the demo users. */
    public String token(String user) {
        Answer answer = Http.form(URI.create(url + "/token"), "grant_type=password&username=" + user);
        if (answer.status() != 200) {
            throw new ProveException("no token for " + user + ": " + answer.status());
        }
        return answer.json().path("access_token").asText();
    }

    private Answer order(String method, String order) {
        Answer answer = Http.send(method, URI.create(control + order), Map.of(), null);
        if (answer.status() != 200) {
            throw new ProveException(method + " " + control + order + ": " + answer.status());
        }
        return answer;
    }
}
