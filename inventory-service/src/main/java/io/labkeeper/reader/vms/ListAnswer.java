package io.labkeeper.reader.vms;

import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.vms.ReadyPages.Page;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A list on its way to the client, or 304 where the client has it already.
 *
 * <p>The headers go straight into the server's response and the bytes are returned as they are: a {@code Response} of JAX-RS carries its
 * headers through two sorted maps and looks for a writer each time, which costs more than everything else that a list needs. The body's
 * type is set by whoever sends it.
 */
final class ListAnswer {
    private static final CharSequence CACHE_CONTROL = HttpHeaders.createOptimized(ReadAnswer.CACHE_CONTROL);
    private static final CharSequence VARY = HttpHeaders.createOptimized(ReadAnswer.VARY);
    private static final CharSequence SOURCE = HttpHeaders.createOptimized("Labkeeper-Source");
    private static final CharSequence VIEW = HttpHeaders.createOptimized(ReadAnswer.VIEW);
    private static final CharSequence REVISION = HttpHeaders.createOptimized("Labkeeper-Revision");
    private static final CharSequence AGE = HttpHeaders.createOptimized("Labkeeper-Age");
    private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
    private static final int NOT_MODIFIED = 304;
    private static final byte[] NOTHING = {};

    private final HttpServerRequest client;
    private final String ifNoneMatch;

    /** @param ifNoneMatch the header as sent, null if there is none */
    ListAnswer(HttpServerRequest client, String ifNoneMatch) {
        this.client = client;
        this.ifNoneMatch = ifNoneMatch;
    }

    /**
     * Sets status and headers.
     *
     * @param moment whose clusters, as far as the page tells of them, give the answer its age and revision
     * @return the body; made on a worker thread where it must be compressed first
     */
    Uni<byte[]> of(Page page, Moment moment) {
        return of(page.page(), moment, clusters(page, moment));
    }

    private static Collection<ClusterView> clusters(Page page, Moment moment) {
        List<ClusterView> clusters = new ArrayList<>(page.clusters().size());
        for (String id : page.clusters()) {
            ClusterView cluster = moment.clusters().get(id);
            if (cluster != null) {
                clusters.add(cluster);
            }
        }
        return clusters;
    }

    private Uni<byte[]> of(VmPage page, Moment moment, Collection<ClusterView> clusters) {
        HttpServerResponse answer = client.response();
        describe(answer.headers(), page, moment, clusters);
        if (EntityTags.matches(ifNoneMatch, page.tag())) {
            answer.headers().remove(HttpHeaders.CONTENT_ENCODING);
            answer.setStatusCode(NOT_MODIFIED);
            return Uni.createFrom().item(NOTHING);
        }
        return body(answer.headers(), page);
    }

    private static void describe(MultiMap headers, VmPage page, Moment moment, Collection<ClusterView> clusters) {
        headers.set(HttpHeaders.ETAG, EntityTags.weak(page.tag()));
        if (!clusters.isEmpty()) {
            headers.set(REVISION, ReadAnswer.revisions(clusters));
        }
        if (!moment.clusters().isEmpty()) {
            ReadAnswer.age(moment.now(), clusters).ifPresent(seconds -> headers.set(AGE, Long.toString(seconds)));
        }
        headers.set(HttpHeaders.CACHE_CONTROL, CACHE_CONTROL);
        headers.set(HttpHeaders.VARY, VARY);
        headers.set(SOURCE, VIEW);
    }

    /**
     * The server compresses, on the event loop, whatever does not name an encoding by then. So the large ones say {@code identity} to
     * whoever takes another format than ours.
     */
    private Uni<byte[]> body(MultiMap headers, VmPage page) {
        if (Gzip.large(page.length())) {
            if (!Gzip.wanted(client.headers().getAll(HttpHeaders.ACCEPT_ENCODING), page.length())) {
                headers.set(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
                return Uni.createFrom().item(page.body());
            }
            // In HTTP/2 the server would compress what says that it is compressed once more.
            if (client.version() != HttpVersion.HTTP_2) {
                headers.set(HttpHeaders.CONTENT_ENCODING, GZIP);
                return page.compressed();
            }
        }
        headers.remove(HttpHeaders.CONTENT_ENCODING);
        return Uni.createFrom().item(page.body());
    }
}
