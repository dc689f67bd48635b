package io.labkeeper.reader.vms;

import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView.Moment;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.OptionalLong;

/** The headers that every answer from the view carries. Those of a list are set by {@link ListAnswer}. */
final class ReadAnswer {
    static final String VIEW = "view";
    static final String POSTGRES = "postgres";

    /** What is seen depends on who asks, and must be asked for again each time: with the tag, that costs next to nothing. */
    static final String CACHE_CONTROL = "private, no-cache";

    static final String VARY = "Authorization, Cookie, Accept-Encoding";

    private ReadAnswer() {}

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
        return answer.header("Cache-Control", CACHE_CONTROL)
                .header("Vary", VARY)
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

    /** Of each cluster, as {@code lab-a=1.8412,lab-b=1.77}. */
    static String revisions(Collection<ClusterView> clusters) {
        StringBuilder text = new StringBuilder();
        for (ClusterView cluster : clusters) {
            text.append(text.isEmpty() ? "" : ",");
            text.append(cluster.head().clusterId()).append('=').append(cluster.revision());
        }
        return text.toString();
    }
}
