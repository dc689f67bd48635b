package io.labkeeper.e2e.scenario.stream;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.Metrics;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.Scenario;
import io.labkeeper.e2e.simulator.Guest;
import io.labkeeper.e2e.simulator.Simulator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A client opens a stream with a window of 4 KB and reads nothing of it. What kernels keep for a connection is much, so VMs get very
 * long names meanwhile; that is also why there is no other load.
 */
final class SlowClient implements Scenario {
    private static final int WINDOW = 4 * 1024;
    /** Not more, or the list would be taken for that of another cluster. */
    private static final int RENAMED = 10;

    private static final int LONG_NAME = 300_000;
    private static final int HEARD = 100;
    private static final Duration STALLED = Duration.ofSeconds(15);
    /** The look at stalled clients comes once a second. */
    private static final Duration CUT = STALLED.plusSeconds(3);

    private static final Duration LAG = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long FLAT = 64L << 20;

    @Override
    public String id() {
        return "S-01";
    }

    @Override
    public String promise() {
        return "a client that reads nothing of its stream is cut 15 s after it took the last byte, costs no memory, and delays"
                + " the others by less than 50 ms";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Api reader = bench.readers().get(0);
        Api other = bench.readers().get(1);
        Simulator simulator = bench.simulators().get(0);
        Part part = bench.lab().state().part(reader.name());
        List<Guest> guests = simulator.guests().stream()
                .filter(guest -> !guest.template())
                .limit(RENAMED + 1)
                .toList();
        HttpClient client = Listener.client();
        String token = bench.lab().token("admin");
        double cutBefore = cut(part);
        try (Listener beside = Listener.open(client, reader, token, null);
                Listener elsewhere = Listener.open(client, other, token, null);
                Socket slow = slow(reader, token)) {
            findings.note(
                    "a stream with a window of " + slow.getReceiveBufferSize() + " bytes, of which nothing is read");
            beside.awaitSnapshot();
            elsewhere.awaitSnapshot();
            long resident = Footprint.of(part).residentBytes();
            List<Listener> others = List.of(beside, elsewhere);
            tell(bench, simulator, others, guests.subList(0, RENAMED), "x".repeat(LONG_NAME));
            long told = System.nanoTime();
            tell(bench, simulator, others, guests.subList(RENAMED, RENAMED + 1), "while-it-waits");
            Duration lag = Duration.ofNanos(Math.max(0, beside.heardAt() - elsewhere.heardAt()));
            findings.expect(cut(part) == cutBefore, "a change told while the slow client has not been cut yet");
            findings.within("heard beside it later than at the other replica by", lag, LAG);
            Eventually.happens("the slow client cut", LONGEST, () -> cut(part) > cutBefore);
            findings.within("the client that reads nothing cut after", Duration.ofNanos(System.nanoTime() - told), CUT);
            long grown = Footprint.of(part).residentBytes() - resident;
            findings.expect(
                    grown < FLAT,
                    "memory of " + reader.name() + " grown by " + (grown >> 20) + " MB (< " + (FLAT >> 20) + ")");
            findings.expect(beside.end() == null && elsewhere.end() == null, "the streams of the others go on");
        } catch (IOException e) {
            throw new ProveException("cannot open the slow stream", e);
        } finally {
            guests.forEach(guest -> simulator.rename(guest.vm().vmid(), guest.name()));
            simulator.sample();
            bench.gateway("admin").post("/api/sync/trigger?type=quick");
        }
    }

    /** Gives VMs a name, and waits until the others have heard it. */
    private static void tell(Bench bench, Simulator simulator, List<Listener> others, List<Guest> guests, String name) {
        others.forEach(listener -> listener.listenFor(name.substring(0, Math.min(HEARD, name.length()))));
        guests.forEach(guest -> simulator.rename(guest.vm().vmid(), name));
        simulator.sample();
        bench.gateway("admin").post("/api/sync/trigger?type=quick");
        Eventually.happens(
                "the change heard", LONGEST, () -> others.stream().allMatch(listener -> listener.heardAt() != 0));
    }

    private static Socket slow(Api reader, String token) throws IOException {
        URI uri = URI.create(reader.url());
        Socket socket = new Socket();
        socket.setReceiveBufferSize(WINDOW);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 5_000);
        String request = "GET /api/vms/events HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nAuthorization: Bearer "
                + token + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static double cut(Part reader) {
        return Metrics.of(List.of(reader)).sum("labkeeper_events_ended_total", "outcome=\"stalled\"");
    }
}
