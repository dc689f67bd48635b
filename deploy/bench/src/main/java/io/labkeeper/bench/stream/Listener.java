package io.labkeeper.bench.stream;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.concurrent.Flow;

/** One stream, read by the client's few threads: when its snapshot came, and when it told of the change that is being waited for. */
final class Listener implements Flow.Subscriber<String> {
    private volatile Flow.Subscription lines;
    private volatile boolean opened;
    private volatile boolean ended;
    private volatile String awaited;
    private volatile Instant told;
    private String event = "";

    /** Opens it; it is there when {@link #opened} says so. */
    static Listener open(HttpClient http, String url, String token) {
        Listener listener = new Listener();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/vms/events"))
                .header("Authorization", "Bearer " + token)
                .build();
        http.sendAsync(request, HttpResponse.BodyHandlers.fromLineSubscriber(listener))
                .whenComplete((answer, failure) -> listener.ended = true);
        return listener;
    }

    /** @param text that the data of the change holds, such as a VM's number with its new status */
    void await(String text) {
        told = null;
        awaited = text;
    }

    boolean opened() {
        return opened;
    }

    boolean ended() {
        return ended;
    }

    /** When the change came, null as long as it has not. */
    Instant told() {
        return told;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        lines = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        if (line.startsWith("event: ")) {
            event = line.substring("event: ".length());
        } else if (line.startsWith("data: ")) {
            data(line);
        }
    }

    private void data(String line) {
        if (event.equals("snapshot")) {
            opened = true;
        } else if (event.equals("change") && told == null && awaited != null && Power.shows(line, awaited)) {
            told = Instant.now();
        }
    }

    @Override
    public void onError(Throwable broken) {
        ended = true;
    }

    @Override
    public void onComplete() {
        ended = true;
    }

    void close() {
        if (lines != null) {
            lines.cancel();
        }
    }
}
