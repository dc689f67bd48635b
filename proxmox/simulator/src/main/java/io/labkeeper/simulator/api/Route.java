package io.labkeeper.simulator.api;

import io.labkeeper.simulator.error.ApiError;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One endpoint: where it is, who may use it, what it takes, what it does.
 *
 * @param method GET, POST, PUT or DELETE
 * @param template path below {@code /api2/json}, with variables: {@code /nodes/{node}/tasks}
 * @param right what the caller needs; null for nothing
 * @param schema the parameters it knows
 * @param work answers; runs under the world's lock
 */
public record Route(String method, String template, Right right, Schema schema, Work work) {

    /**
     * At least one of the privileges on the path.
     *
     * @param path may hold variables of the template
     */
    public record Right(String path, Privileges privileges) {}

    /** Privileges of which one suffices; they can differ by release, so they are asked for every time. */
    public interface Privileges {
        List<String> any();
    }

    /** Answers a call with what goes into {@code data}; throws {@link ApiError} or fails with it. */
    public interface Work {
        Future<Object> answer(Call call);
    }

    /** Work that needs no waiting. */
    public interface PlainWork {
        Object answer(Call call);
    }

    public static Route get(String template, Right right, Schema schema, PlainWork work) {
        return new Route("GET", template, right, schema, call -> Future.succeededFuture(work.answer(call)));
    }

    public static Right needs(String path, String... privileges) {
        return new Right(path, () -> List.of(privileges));
    }

    /** The values of the variables if the path, percent-encoded, is this route's. */
    Optional<Map<String, String>> match(String path) {
        return new PathTemplate(template).match(path);
    }

    /** The right's path with the variables filled in. */
    String rightPath(Map<String, String> values) {
        String path = right.path();
        for (Map.Entry<String, String> value : values.entrySet()) {
            path = path.replace("{" + value.getKey() + "}", value.getValue());
        }
        return path;
    }
}
