package io.labkeeper.e2e.lab;

import io.labkeeper.e2e.ProveException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Redis in the hands of an administrator who does what none should. One connection, past the proxies, for one thread. Texts are bytes,
 * one a character, so that what Redis dumps comes back as it was.
 */
public final class Redis implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Socket socket = new Socket();
    private final InputStream in;

    /** @throws ProveException if it does not answer */
    Redis(Part part) {
        URI url = URI.create(part.url());
        try {
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), (int) LIMIT.toMillis());
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            close();
            throw away(e);
        }
        String[] user = url.getUserInfo().split(":", 2);
        ask("AUTH", user[0], user[1]);
    }

    /**
     * One command and its answer: a String, a Long, a List of answers, or null.
     *
     * @throws ProveException if it is refused or there is no answer within five seconds
     */
    public Object ask(String... words) {
        StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            request.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        try {
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            return answer();
        } catch (IOException e) {
            throw away(e);
        }
    }

    /** A command with a list for an answer, or a map, which is one. */
    public List<String> list(String... words) {
        return ((List<?>) ask(words)).stream().map(String::valueOf).toList();
    }

    /** How many connections listen to a channel. */
    public long listeners(String channel) {
        return Long.parseLong(list("PUBSUB", "NUMSUB", channel).get(1));
    }

    /** The next message of what this connection has subscribed to. @return empty after that time */
    public List<String> next(Duration limit) {
        try {
            socket.setSoTimeout((int) Math.max(1, limit.toMillis()));
            return ((List<?>) answer()).stream().map(String::valueOf).toList();
        } catch (java.net.SocketTimeoutException nothing) {
            return List.of();
        } catch (IOException e) {
            throw away(e);
        }
    }

    private Object answer() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case ':' -> Long.valueOf(rest);
            case '$' -> bulk(Integer.parseInt(rest));
            case '*' -> many(Integer.parseInt(rest));
            default -> throw new ProveException("Redis refused: " + rest);
        };
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        String text = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        line();
        return text;
    }

    private List<Object> many(int size) throws IOException {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(answer());
        }
        return list;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("it closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static ProveException away(IOException e) {
        return new ProveException("Redis does not answer: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // There is nothing left to close.
            return;
        }
    }
}
