package io.labkeeper.reader.vms;

import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView.Moment;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The headers that every answer from the view carries, and 304 where the client has it already. */
final class ReadAnswer {
    private static final String JSON = "application/json";

    private ReadAnswer() {}

    /**
     * A list, or 304.
     *
     * @param clusters those whose VMs the answer holds or could hold
     * @param ifNoneMatch as the client sent it, or null
     */
    static Response page(VmPage page, Moment moment, Collection<ClusterView> clusters, String ifNoneMatch) {
        boolean known = EntityTags.matches(ifNoneMatch, page.tag());
        Response.ResponseBuilder answer =
                known ? Response.notModified() : Response.ok(page.body()).type(JSON);
        return of(answer.header("ETag", EntityTags.weak(page.tag())), moment, clusters);
    }

    /** Any answer from the view. */
    static Response of(Response.ResponseBuilder answer, Moment moment, Collection<ClusterView> clusters) {
        if (!clusters.isEmpty()) {
            answer.header("Labkeeper-Revision", revisions(clusters));
        }
        age(moment.now(), clusters).ifPresent(seconds -> answer.header("Labkeeper-Age", seconds));
        return answer.header("Cache-Control", "private, no-cache")
                .header("Vary", "Authorization, Cookie, Accept-Encoding")
                .header("Labkeeper-Source", "view")
                .build();
    }

    /** Seconds since the oldest of them was read, 0 without any; nothing if one never was, which is no age at all. */
    static OptionalLong age(Instant now, Collection<ClusterView> clusters) {
        if (clusters.stream().anyMatch(cluster -> !cluster.head().sync().everRead())) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(clusters.stream()
                .map(cluster -> cluster.head().sync().lastQuickAt())
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(oldest -> Math.max(0, Duration.between(oldest, now).toSeconds()))
                .orElse(0L));
    }

    private static String revisions(Collection<ClusterView> clusters) {
        return clusters.stream()
                .map(cluster -> cluster.head().clusterId() + "=" + cluster.revision())
                .collect(Collectors.joining(","));
    }
}
