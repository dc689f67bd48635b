package io.labkeeper.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Carries calls to one cluster: room for so many at once, a time limit, the next endpoint when one cannot be reached, one
 * repetition of a read whose connection broke, counters. The result arrives on the Vert.x context of the caller.
 */
final class Exchange {

    private static final Logger LOG = Logger.getLogger(Exchange.class);

    private static final int LONG_BODY = 128 << 10;

    /** One node of the cluster and the way to talk to it. */
    record Endpoint(URI uri, ProxmoxRest rest) {}

    private final ProxmoxCluster cluster;
    private final List<Endpoint> endpoints;
    private final RequestCounts counts;
    private final Bulkhead bulkhead;
    /** A call passed on to a dead node holds its place for half a minute; the rest is left for calls that are answered at once. */
    private final Bulkhead proxiedShare;
    /** Where to begin: the endpoint that could be reached last. A lost update only costs one vain attempt. */
    private volatile int preferred;

    Exchange(ProxmoxCluster cluster, List<Endpoint> endpoints, RequestCounts counts) {
        this.cluster = cluster;
        this.endpoints = List.copyOf(endpoints);
        this.counts = counts;
        int concurrency = cluster.limits().concurrency();
        this.bulkhead = new Bulkhead(concurrency, longestWait());
        this.proxiedShare = new Bulkhead(Math.max(1, concurrency * 3 / 4), longestWait());
    }

    /** Sends the call and reads the {@code data} of its answer; fails with a {@link ProxmoxException} and nothing else. */
    <T> Uni<T> ask(Call call, Function<JsonNode, T> reader) {
        return Uni.createFrom().deferred(() -> backOnContext(limited(new Question<>(call, reader))));
    }

    long requestCount() {
        return counts.sum();
    }

    /** Waiting for room (in the share, then in all), then the longer of the two limits. */
    Duration longestCall() {
        Duration call = cluster.limits().call();
        Duration proxied = cluster.limits().proxied();
        return longestWait().multipliedBy(2).plus(call.compareTo(proxied) > 0 ? call : proxied);
    }

    private Duration longestWait() {
        return cluster.limits().call();
    }

    private static <T> Uni<T> backOnContext(Uni<T> uni) {
        Context context = Vertx.currentContext();
        return context == null ? uni : uni.emitOn(command -> context.runOnContext(ignored -> command.run()));
    }

    private <T> Uni<T> limited(Question<T> question) {
        Duration limit = question.call().proxied()
                ? cluster.limits().proxied()
                : cluster.limits().call();
        return inShare(
                        question.call(),
                        () -> bulkhead.run(() -> overEndpoints(question, preferred, endpoints.size(), null)
                                .ifNoItem()
                                .after(limit)
                                .failWith(() -> timedOut(question.call(), limit))))
                .onFailure(ProxmoxException.Busy.class)
                .invoke(failure -> counts.failed(question.call(), (ProxmoxException) failure));
    }

    private <T> Uni<T> inShare(Call call, Supplier<Uni<T>> run) {
        return call.proxied() ? proxiedShare.run(run) : run.get();
    }

    private ProxmoxException timedOut(Call call, Duration limit) {
        if (!call.proxied()) {
            // It took the connection and does not answer: the next call had better ask another node.
            preferred = (preferred + 1) % endpoints.size();
        }
        ProxmoxException failure = new ProxmoxException.TimedOut("no answer within " + limit.toMillis() + " ms");
        counts.failed(call, failure);
        return failure;
    }

    private <T> Uni<T> overEndpoints(Question<T> question, int index, int left, ProxmoxException before) {
        return withRepetition(question, endpoints.get(index))
                .onItem()
                .invoke(() -> preferred = index)
                .onFailure(failure -> !((ProxmoxException) failure).sent())
                .recoverWithUni(failure -> next(question, index, left - 1, worse(before, (ProxmoxException) failure)));
    }

    private <T> Uni<T> next(Question<T> question, int index, int left, ProxmoxException failure) {
        if (left == 0) {
            return Uni.createFrom().failure(failure);
        }
        if (failure instanceof ProxmoxException.CertificateRejected) {
            LOG.warnf("cluster=%s %s, trying the next endpoint", cluster.id(), failure.getMessage());
        } else {
            LOG.debugf("cluster=%s %s, trying the next endpoint", cluster.id(), failure.getMessage());
        }
        return overEndpoints(question, (index + 1) % endpoints.size(), left, failure);
    }

    /** A rejected certificate tells more than a silent host. */
    private static ProxmoxException worse(ProxmoxException before, ProxmoxException now) {
        return before instanceof ProxmoxException.CertificateRejected ? before : now;
    }

    private <T> Uni<T> withRepetition(Question<T> question, Endpoint endpoint) {
        Uni<T> once = once(question, endpoint);
        return question.call().repeatable()
                ? once.onFailure(ProxmoxException.ConnectionLost.class).recoverWithUni(once)
                : once;
    }

    private <T> Uni<T> once(Question<T> question, Endpoint endpoint) {
        return Uni.createFrom()
                .deferred(() -> question.call().send().apply(endpoint.rest()))
                .map(Reply::of)
                .onItem()
                .transformToUni(Exchange::offTheEventLoop)
                .map(reply -> reply.data(cluster.token().secret()))
                .map(question.reader())
                .onFailure()
                .transform(failure -> Failures.of(failure, endpoint.uri()))
                .onItem()
                .invoke(() -> counts.succeeded(question.call()))
                .onFailure()
                .invoke(failure -> counts.failed(question.call(), (ProxmoxException) failure));
    }

    /** Reading a list of thousands of guests takes longer than an event loop may be held up. */
    private static Uni<Reply> offTheEventLoop(Reply reply) {
        Uni<Reply> uni = Uni.createFrom().item(reply);
        return reply.body().length > LONG_BODY ? uni.emitOn(Infrastructure.getDefaultWorkerPool()) : uni;
    }

    private record Question<T>(Call call, Function<JsonNode, T> reader) {}
}
