package io.labkeeper.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Carries calls to one cluster: room for so many at once, a time limit, the next endpoint when one cannot be reached, one
 * repetition of a read whose connection broke, the other token when one is refused, nothing while the circuit is open, counters. The result arrives on the Vert.x context of the caller.
 */
final class Exchange {

    private static final Logger LOG = Logger.getLogger(Exchange.class);

    private static final int LONG_BODY = 128 << 10;

    /** One node of the cluster and the ways to talk to it, one for each token. */
    record Endpoint(URI uri, List<ProxmoxRest> byToken) {}

    private final ProxmoxCluster cluster;
    private final List<Endpoint> endpoints;
    private final ProxmoxMetrics metrics;
    private final TokenChoice tokens;
    private final Breaker breaker;
    private final Bulkhead bulkhead;
    /** A call passed on to a dead node holds its place for half a minute; the rest is left for calls that are answered at once. */
    private final Bulkhead proxiedShare;
    /** Where to begin: the endpoint that could be reached last. A lost update only costs one vain attempt. */
    private volatile int preferred;

    /** How often an endpoint was left for another one: what was asked before tells no more where to begin. */
    private final AtomicInteger departures = new AtomicInteger();

    Exchange(ProxmoxCluster cluster, List<Endpoint> endpoints, Caution caution, ProxmoxMetrics metrics) {
        this.cluster = cluster;
        this.endpoints = List.copyOf(endpoints);
        this.metrics = metrics;
        this.tokens = new TokenChoice(cluster.tokens().size(), caution.refusedPause(), System::nanoTime);
        this.breaker = new Breaker(caution, System::nanoTime, metrics::circuit);
        int concurrency = cluster.limits().concurrency();
        this.bulkhead = new Bulkhead(concurrency, longestWait());
        this.proxiedShare = new Bulkhead(Math.max(1, concurrency * 3 / 4), longestWait());
    }

    /** Sends the call and reads the {@code data} of its answer; fails with a {@link ProxmoxException} and nothing else. */
    <T> Uni<T> ask(Call call, Function<JsonNode, T> reader) {
        return Uni.createFrom().deferred(() -> backOnContext(limited(new Question<>(call, reader))));
    }

    /** The endpoint that was preferred till now is asked last. */
    void tryAnother() {
        departures.incrementAndGet();
        preferred = (preferred + 1) % endpoints.size();
    }

    long requestCount() {
        return metrics.sum();
    }

    void close() {
        endpoints.forEach(endpoint -> endpoint.byToken().forEach(Transport::close));
    }

    /** Waiting for room, then the longer of the two limits. */
    Duration longestCall() {
        Duration call = cluster.limits().call();
        Duration proxied = cluster.limits().proxied();
        return waitingForRoom().plus(call.compareTo(proxied) > 0 ? call : proxied);
    }

    /** Waiting for room, then for connections that are not made. */
    Duration longestUnsent() {
        return waitingForRoom().plus(cluster.limits().connect().multipliedBy(endpoints.size()));
    }

    /** In the share, then in all. */
    private Duration waitingForRoom() {
        return longestWait().multipliedBy(2);
    }

    private Duration longestWait() {
        return cluster.limits().call();
    }

    private static <T> Uni<T> backOnContext(Uni<T> uni) {
        Context context = Vertx.currentContext();
        return context == null ? uni : uni.emitOn(command -> context.runOnContext(ignored -> command.run()));
    }

    private <T> Uni<T> limited(Question<T> question) {
        Call call = question.call();
        if (breaker.refuses(call)) {
            return circuitOpen(call);
        }
        Waiting waiting = new Waiting(call);
        return inShare(
                        call,
                        () -> bulkhead.run(call.priority(), () -> {
                            waiting.over(true);
                            return guarded(question);
                        }))
                .onTermination()
                .invoke(() -> waiting.over(false))
                .onFailure(ProxmoxException.Busy.class)
                .invoke(failure -> metrics.failed(call, (ProxmoxException) failure));
    }

    private <T> Uni<T> inShare(Call call, Supplier<Uni<T>> run) {
        return call.proxied() ? proxiedShare.run(call.priority(), run) : run.get();
    }

    private <T> Uni<T> guarded(Question<T> question) {
        Call call = question.call();
        OptionalInt token = tokens.first();
        if (token.isEmpty()) {
            metrics.held(call);
            return Uni.createFrom()
                    .failure(new ProxmoxException.Unauthorized(
                            "Proxmox has refused the API token; it is not sent again for a while"));
        }
        if (!breaker.admits(call)) {
            return circuitOpen(call);
        }
        metrics.running(1);
        Duration limit =
                call.proxied() ? cluster.limits().proxied() : cluster.limits().call();
        return authorised(question, token.getAsInt())
                .ifNoItem()
                .after(limit)
                .failWith(() -> timedOut(call, limit))
                .onTermination()
                .invoke((item, failure, cancelled) -> {
                    metrics.running(-1);
                    breaker.ended(cancelled ? Breaker.Verdict.NEITHER : Breaker.Verdict.of(call, failure));
                });
    }

    private <T> Uni<T> circuitOpen(Call call) {
        ProxmoxException failure = new ProxmoxException.CircuitOpen(
                "the cluster has not answered for some time, and is left alone for a moment");
        metrics.failed(call, failure);
        return Uni.createFrom().failure(failure);
    }

    /** Refused with one token, it is sent once with the other: Proxmox has done nothing yet, whatever it is. */
    private <T> Uni<T> authorised(Question<T> question, int token) {
        return withToken(question, token)
                .onFailure(ProxmoxException.Unauthorized.class)
                .recoverWithUni(refusal -> withTheOther(question, token, refusal));
    }

    private <T> Uni<T> withTheOther(Question<T> question, int refused, Throwable refusal) {
        OptionalInt other = tokens.otherThan(refused);
        if (other.isEmpty()) {
            return Uni.createFrom().failure(refusal);
        }
        LOG.warnf(
                "cluster=%s token %s was refused, trying %s",
                cluster.id(), cluster.tokens().get(refused), cluster.tokens().get(other.getAsInt()));
        return withToken(question, other.getAsInt());
    }

    private <T> Uni<T> withToken(Question<T> question, int token) {
        return overEndpoints(question.with(token, departures.get()), preferred, endpoints.size(), null)
                .onItemOrFailure()
                .invoke((item, failure) -> {
                    if (failure instanceof ProxmoxException.Unauthorized) {
                        tokens.refused(token);
                    } else if (Breaker.Verdict.of(question.call(), failure) == Breaker.Verdict.ANSWERED) {
                        tokens.accepted(token);
                    }
                });
    }

    private ProxmoxException timedOut(Call call, Duration limit) {
        if (!call.proxied()) {
            // It took the connection and does not answer: the next call had better ask another node.
            preferred = (preferred + 1) % endpoints.size();
        }
        ProxmoxException failure = new ProxmoxException.TimedOut("no answer within " + limit.toMillis() + " ms");
        metrics.failed(call, failure);
        return failure;
    }

    private <T> Uni<T> overEndpoints(Question<T> question, int index, int left, ProxmoxException before) {
        return withRepetition(question, endpoints.get(index))
                .onItemOrFailure()
                .invoke((item, failure) -> reached(question, failure, index))
                .onFailure(failure -> !((ProxmoxException) failure).sent())
                .recoverWithUni(failure -> next(question, index, left - 1, worse(before, (ProxmoxException) failure)));
    }

    /** An endpoint that answers, even with an error, is asked first from now on: the one before it may hang in connecting. */
    private void reached(Question<?> question, Throwable failure, int index) {
        if (Breaker.Verdict.of(question.call(), failure) == Breaker.Verdict.ANSWERED) {
            preferred = question.departures() == departures.get() ? index : preferred;
            metrics.certificateRejected(false);
        } else if (failure instanceof ProxmoxException.CertificateRejected) {
            metrics.certificateRejected(true);
        }
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
                .deferred(() -> question.call().send().apply(endpoint.byToken().get(question.token())))
                .map(Reply::of)
                .onItem()
                .transformToUni(Exchange::offTheEventLoop)
                .map(reply -> reply.data(cluster.tokens().get(question.token()).secret()))
                .map(question.reader())
                .onFailure()
                .transform(failure -> Failures.of(failure, endpoint.uri()))
                .onItem()
                .invoke(() -> metrics.succeeded(question.call()))
                .onFailure()
                .invoke(failure -> metrics.failed(question.call(), (ProxmoxException) failure));
    }

    /** Reading a list of thousands of guests takes longer than an event loop may be held up. */
    private static Uni<Reply> offTheEventLoop(Reply reply) {
        Uni<Reply> uni = Uni.createFrom().item(reply);
        return reply.body().length > LONG_BODY ? uni.emitOn(Infrastructure.getDefaultWorkerPool()) : uni;
    }

    private record Question<T>(Call call, Function<JsonNode, T> reader, int token, int departures) {
        Question(Call call, Function<JsonNode, T> reader) {
            this(call, reader, 0, 0);
        }

        Question<T> with(int otherToken, int departuresNow) {
            return new Question<>(call, reader, otherToken, departuresNow);
        }
    }

    /** A call that waits for its turn, in the figures. */
    private final class Waiting {
        private final Call call;
        private final long since = System.nanoTime();
        private final AtomicBoolean over = new AtomicBoolean();

        Waiting(Call call) {
            this.call = call;
            metrics.waiting(call.priority()).incrementAndGet();
        }

        void over(boolean hadItsTurn) {
            if (over.compareAndSet(false, true)) {
                metrics.waiting(call.priority()).decrementAndGet();
                if (hadItsTurn) {
                    metrics.waited(call, Duration.ofNanos(System.nanoTime() - since));
                }
            }
        }
    }
}
