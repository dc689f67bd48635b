package io.labkeeper.simulator.control;

import io.labkeeper.simulator.api.PathTemplate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The control API: plain HTTP under {@code /_sim}, never on Proxmox's port. */
public final class ControlServer {

    private static final System.Logger LOG = System.getLogger(ControlServer.class.getName());

    private final List<Operation> operations = new ArrayList<>();

    public ControlServer(Control control) {
        operations.add(new Operation("GET", "/_sim", (path, body) -> index()));
        operations.addAll(new GuestOperations(control).operations());
        operations.addAll(new ClusterOperations(control).operations());
        operations.addAll(new FaultOperations(control).operations());
        operations.addAll(new AccessOperations(control).operations());
    }

    /**
     * @param port 0 for a free one
     */
    public Future<HttpServer> listen(Vertx vertx, String host, int port) {
        return vertx.createHttpServer().requestHandler(this::handle).listen(port, host);
    }

    private Object index() {
        return operations.stream().map(o -> o.method() + " " + o.template()).toList();
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> answer(request, body.toString()));
    }

    private void answer(HttpServerRequest request, String body) {
        try {
            JsonObject content = body.isBlank() ? new JsonObject() : new JsonObject(body);
            send(request.response(), 200, perform(request, content));
        } catch (NoSuchElementException e) {
            fail(request.response(), 404, e.getMessage());
        } catch (DecodeException | IllegalArgumentException | ClassCastException e) {
            // A class cast is a value of the wrong JSON type.
            fail(request.response(), 400, e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the control API failed", e);
            fail(request.response(), 500, "the simulator failed; see its log");
        }
    }

    private Object perform(HttpServerRequest request, JsonObject body) {
        for (Operation operation : operations) {
            if (operation.method().equals(request.method().name())) {
                Optional<Map<String, String>> path = new PathTemplate(operation.template()).match(request.path());
                if (path.isPresent()) {
                    return operation.work().perform(path.get(), body);
                }
            }
        }
        throw new NoSuchElementException("no operation " + request.method() + " " + request.path() + "; see GET /_sim");
    }

    private static void fail(HttpServerResponse response, int status, String detail) {
        send(response, status, new JsonObject().put("detail", detail));
    }

    private static void send(HttpServerResponse response, int status, Object content) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(Json.encode(content) + "\n");
    }
}
