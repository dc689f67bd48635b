package io.labkeeper.simulator.http;

import io.labkeeper.simulator.error.ApiError;
import io.labkeeper.simulator.fault.Fault;
import io.labkeeper.simulator.fault.FaultKind;
import io.labkeeper.simulator.state.World;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Lets a request suffer what a {@link Fault} says. */
final class Spoiler {

    private static final Buffer GARBAGE = Buffer.buffer("<html><body>\u0000\u0001 not { JSON");

    private final Vertx vertx;
    private final World world;

    Spoiler(Vertx vertx, World world) {
        this.vertx = vertx;
        this.world = world;
    }

    /**
     * @param work carries the request out; called once or not at all
     * @param ended told what became of it
     */
    void spoil(Exchange exchange, Fault fault, Supplier<Future<Answer>> work, Consumer<String> ended) {
        if (fault.carriesOut()) {
            work.get().onSuccess(answer -> late(fault, () -> end(exchange, fault, answer, ended)));
        } else if (fault.kind() == FaultKind.DELAY) {
            late(fault, () -> work.get().onSuccess(answer -> end(exchange, fault, answer, ended)));
        } else {
            late(fault, () -> end(exchange, fault, null, ended));
        }
    }

    private void late(Fault fault, Runnable then) {
        boolean pauseIsBetweenDrops = fault.kind() == FaultKind.DRIP;
        if (fault.effect().delay().isZero() || pauseIsBetweenDrops) {
            then.run();
        } else {
            vertx.setTimer(fault.effect().delay().toMillis(), timer -> then.run());
        }
    }

    private void end(Exchange exchange, Fault fault, Answer answer, Consumer<String> ended) {
        switch (fault.kind()) {
            case DELAY -> deliver(exchange, answer, ended);
            case STATUS -> deliver(exchange, status(fault.effect()), ended);
            case BODY -> deliver(exchange, ok(Buffer.buffer(fault.effect().text())), ended);
            case GARBAGE -> deliver(exchange, ok(GARBAGE), ended);
            case PARTIAL -> deliver(exchange, fewer(answer, fault.effect().keep(), row -> true), ended);
            case FEWER_GUESTS -> deliver(exchange, fewer(answer, fault.effect().keep(), Spoiler::isGuest), ended);
            case HANG -> ended.accept("hang");
            case RESET -> {
                exchange.reset();
                ended.accept("reset");
            }
            case TRUNCATE -> {
                exchange.truncate(answer);
                ended.accept("truncated");
            }
            case DRIP -> {
                exchange.drip(vertx, answer, fault.effect().delay());
                ended.accept("drip");
            }
        }
    }

    private static void deliver(Exchange exchange, Answer answer, Consumer<String> ended) {
        exchange.deliver(answer);
        ended.accept(Integer.toString(answer.status()));
    }

    private Answer status(Fault.Effect effect) {
        String reason = effect.text() == null ? "simulated" : effect.text();
        boolean empty = effect.status() >= 595 || effect.status() == 401;
        ApiError error = empty ? ApiError.empty(effect.status(), reason) : ApiError.of(effect.status(), reason);
        return Answer.error(error, world.settings().release());
    }

    private static Answer ok(Buffer body) {
        return Answer.data(null).withBody(body);
    }

    /** Of the rows that may go only the first ones, in that share; all others stay. */
    private static Answer fewer(Answer answer, double keep, Predicate<Object> mayGo) {
        if (answer.status() != 200 || !(answer.body().toJsonObject().getValue("data") instanceof JsonArray rows)) {
            return answer;
        }
        long kept = (long) (rows.stream().filter(mayGo).count() * keep);
        JsonArray some = new JsonArray();
        long seen = 0;
        for (Object row : rows) {
            if (!mayGo.test(row) || seen++ < kept) {
                some.add(row);
            }
        }
        return answer.withBody(new JsonObject(Map.of("data", some)).toBuffer());
    }

    private static boolean isGuest(Object row) {
        return row instanceof JsonObject object && object.containsKey("vmid");
    }
}
