package io.labkeeper.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Other ways to write a path, with which guards that look at paths have been passed by, and how to send them as they are. */
public final class Spellings {
    private static final int LIMIT_MS = 10_000;

    private Spellings() {}

    /** @param path such as /api/vms */
    public static List<String> of(String path) {
        String rest = path.substring("/api/".length());
        String first = String.format(Locale.ROOT, "%%%02x", (int) rest.charAt(0)) + rest.substring(1);
        return List.of(
                "/" + path,
                path + "/",
                path + "//",
                "/api//" + rest,
                "/api/./" + rest,
                "/api/x/../" + rest,
                "/api/%2e/" + rest,
                "/api/x/%2e%2e/" + rest,
                "/q/../api/" + rest,
                "/api;x=1/" + rest,
                path + ";x=1",
                path + "%3Bx=1",
                "/api%2F" + rest,
                "/api/" + first,
                "/API/" + rest,
                "/api/" + rest.toUpperCase(Locale.ROOT),
                path + "%00",
                path + "%20",
                path + "?",
                path + "#x",
                "/\\api/" + rest,
                "http://localhost" + path);
    }

    /** Sends the request line as it is, without any token. @return the status of the answer */
    public static int ask(URI server, String method, String target) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), LIMIT_MS);
            socket.setSoTimeout(LIMIT_MS);
            String request = method + " " + target
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String line = answer.readLine();
            if (line == null) {
                throw new IOException("no answer to " + method + " " + target);
            }
            return Integer.parseInt(line.split(" ")[1]);
        }
    }
}
