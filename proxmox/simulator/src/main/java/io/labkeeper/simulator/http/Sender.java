package io.labkeeper.simulator.http;

import io.labkeeper.simulator.state.World;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.zip.GZIPOutputStream;

/** Writes answers with the headers that Proxmox sends. */
final class Sender {

    private static final int COMPRESSED_ABOVE = 1024;

    private final World world;

    Sender(World world) {
        this.world = world;
    }

    /**
     * Writes the headers, with the length of what is to follow.
     *
     * @param keep whether the connection may be used again
     * @return the body as it shall go out, compressed if the caller takes that
     */
    Buffer writeHead(HttpServerRequest request, Answer answer, boolean keep) {
        HttpServerResponse response = request.response();
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(world.now().atOffset(ZoneOffset.UTC));
        response.setStatusCode(answer.status())
                .setStatusMessage(answer.reason())
                .putHeader("Cache-Control", "max-age=0")
                .putHeader("Connection", keep ? "Keep-Alive" : "close")
                .putHeader("Date", date)
                .putHeader("Expires", date)
                .putHeader("Pragma", "no-cache")
                .putHeader("Server", "pve-api-daemon/3.0");
        if (answer.contentType() != null) {
            response.putHeader("Content-Type", answer.contentType());
        }
        Buffer body = answer.body();
        if (body.length() > COMPRESSED_ABOVE && acceptsGzip(request)) {
            body = gzip(body);
            response.putHeader("Content-Encoding", "gzip");
        }
        response.putHeader("Content-Length", Integer.toString(body.length()));
        return body;
    }

    private static boolean acceptsGzip(HttpServerRequest request) {
        String accepted = request.getHeader("Accept-Encoding");
        return accepted != null && accepted.contains("gzip");
    }

    private static Buffer gzip(Buffer body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length() / 4);
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(body.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }
}
