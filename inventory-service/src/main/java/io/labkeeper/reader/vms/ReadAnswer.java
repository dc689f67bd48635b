package io.labkeeper.reader.vms;

import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/** The headers that every answer from the view carries, and 304 where the client has it already. */
final class ReadAnswer {
    static final String VIEW = "view";
    static final String POSTGRES = "postgres";

    private static final String JSON = "application/json";

    private ReadAnswer() {}

    /**
     * What a client says of what it has and what it takes.
     *
     * @param ifNoneMatch null if it does not say
     * @param acceptEncoding all lines of the header, in their order
     * @param http2 whether it speaks HTTP/2, in which the server compresses whatever says that it is compressed: once more
     */
    record Conditions(String ifNoneMatch, List<String> acceptEncoding, boolean http2) {}

    /**
     * A list, or 304.
     *
     * @param clusters those whose VMs the answer holds or could hold
     */
    static Uni<Response> page(VmPage page, Moment moment, Collection<ClusterView> clusters, Conditions client) {
        if (EntityTags.matches(client.ifNoneMatch(), page.tag())) {
            return Uni.createFrom().item(tagged(Response.notModified(), page, moment, clusters));
        }
        boolean gzip = Gzip.wanted(client.acceptEncoding(), page.length());
        if (gzip && !client.http2()) {
            return page.compressed()
                    .map(bytes -> tagged(
                            Response.ok(bytes).type(JSON).header("Content-Encoding", "gzip"), page, moment, clusters));
        }
        Response.ResponseBuilder answer = Response.ok(page.body()).type(JSON);
        if (Gzip.large(page.length()) && !gzip) {
            // Else the server would compress it, on the event loop, for whoever takes another format.
            answer.header("Content-Encoding", "identity");
        }
        return Uni.createFrom().item(tagged(answer, page, moment, clusters));
    }

    private static Response tagged(
            Response.ResponseBuilder answer, VmPage page, Moment moment, Collection<ClusterView> clusters) {
        return of(answer.header("ETag", EntityTags.weak(page.tag())), moment, clusters);
    }

    /** Any answer from the view. */
    static Response of(Response.ResponseBuilder answer, Moment moment, Collection<ClusterView> clusters) {
        return of(answer, VIEW, moment, clusters);
    }

    /**
     * Any answer about these clusters. Its age is left out while no cluster is known at all: nothing has been read that could be old.
     *
     * @param source where its content was read: {@link #VIEW} or {@link #POSTGRES}
     */
    static Response of(
            Response.ResponseBuilder answer, String source, Moment moment, Collection<ClusterView> clusters) {
        if (!clusters.isEmpty()) {
            answer.header("Labkeeper-Revision", revisions(clusters));
        }
        if (!moment.clusters().isEmpty()) {
            age(moment.now(), clusters).ifPresent(seconds -> answer.header("Labkeeper-Age", Long.toString(seconds)));
        }
        return answer.header("Cache-Control", "private, no-cache")
                .header("Vary", "Authorization, Cookie, Accept-Encoding")
                .header("Labkeeper-Source", source)
                .build();
    }

    /** Seconds since the oldest of them was read, 0 without any; nothing if one never was, which is no age at all. */
    static OptionalLong age(Instant now, Collection<ClusterView> clusters) {
        Instant oldest = now;
        for (ClusterView cluster : clusters) {
            SyncStatus sync = cluster.head().sync();
            if (!sync.everRead()) {
                return OptionalLong.empty();
            }
            oldest = sync.lastQuickAt().isBefore(oldest) ? sync.lastQuickAt() : oldest;
        }
        return OptionalLong.of(Duration.between(oldest, now).toSeconds());
    }

    private static String revisions(Collection<ClusterView> clusters) {
        StringBuilder text = new StringBuilder();
        for (ClusterView cluster : clusters) {
            text.append(text.isEmpty() ? "" : ",");
            text.append(cluster.head().clusterId()).append('=').append(cluster.revision());
        }
        return text.toString();
    }
}
