package io.labkeeper.simulator.control;

import io.labkeeper.simulator.auth.Token;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The control API's operations on tokens, users, rights and the certificate. */
final class AccessOperations {

    private final Control control;

    AccessOperations(Control control) {
        this.control = control;
    }

    List<Operation> operations() {
        return List.of(
                new Operation("POST", "/_sim/tokens", this::addToken),
                new Operation("DELETE", "/_sim/tokens/{name}", this::removeToken),
                new Operation("POST", "/_sim/users", this::addUser),
                new Operation("POST", "/_sim/access", this::grant),
                new Operation("DELETE", "/_sim/access", this::revoke),
                new Operation("POST", "/_sim/certificate", (path, body) -> renew()),
                new Operation("DELETE", "/_sim/certificate", (path, body) -> restore()));
    }

    private Object addToken(Map<String, String> path, JsonObject body) {
        control.addToken(new Token(Fields.text(body, "name"), Fields.text(body, "secret")));
        return Operation.DONE;
    }

    private Object removeToken(Map<String, String> path, JsonObject body) {
        control.removeToken(path.get("name"));
        return Operation.DONE;
    }

    private Object addUser(Map<String, String> path, JsonObject body) {
        control.addUser(Fields.text(body, "user"), Fields.text(body, "password"));
        return Operation.DONE;
    }

    private Object grant(Map<String, String> path, JsonObject body) {
        Set<String> privileges = body.getJsonArray("privileges", new JsonArray()).stream()
                .map(String::valueOf)
                .collect(Collectors.toSet());
        control.grant(Fields.text(body, "user"), Fields.text(body, "path"), privileges);
        return Operation.DONE;
    }

    private Object revoke(Map<String, String> path, JsonObject body) {
        control.revoke(Fields.text(body, "user"), Fields.text(body, "path"));
        return Operation.DONE;
    }

    private Object renew() {
        return new JsonObject().put("fingerprint", control.renewCertificate());
    }

    private Object restore() {
        control.restoreCertificate();
        return Operation.DONE;
    }
}
