package io.labkeeper.reader.vms;

import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedMessage.RefreshWanted;
import io.labkeeper.testing.Stores;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Stands where a sync-worker does: hears on the feed which lists are wanted. */
final class ListeningWorker implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final List<RefreshWanted> heard = new CopyOnWriteArrayList<>();
    private volatile Consumer<RefreshWanted> work = wanted -> {};

    ListeningWorker() {
        try {
            RedisConnection connection = Redis.createClient(
                            vertx, "redis://127.0.0.1:" + Stores.redisProxy().port())
                    .connect()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            connection.handler(this::message);
            connection
                    .send(Request.cmd(Command.SUBSCRIBE).arg("labkeeper:feed"))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the feed cannot be heard", e);
        }
    }

    private void message(Response message) {
        if ((message.type() == ResponseType.PUSH || message.type() == ResponseType.MULTI)
                && message.get(0).toString().equals("message")) {
            FeedMessage.parse(message.get(2).toString()).ifPresent(received -> {
                if (received.message() instanceof RefreshWanted wanted) {
                    heard.add(wanted);
                    thread.execute(() -> work.accept(wanted));
                }
            });
        }
    }

    /** What it does when a list is wanted. */
    void does(Consumer<RefreshWanted> what) {
        work = what;
    }

    /** The lists of this cluster that were wanted. */
    List<RefreshWanted> heard(String clusterId) {
        return heard.stream()
                .filter(wanted -> wanted.cluster().equals(clusterId))
                .toList();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        vertx.close();
    }
}
