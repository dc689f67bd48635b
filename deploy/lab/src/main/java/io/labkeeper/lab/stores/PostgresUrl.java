package io.labkeeper.lab.stores;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** A Postgres server and who comes in, from {@code postgresql://user:password@host:port/database}. */
public record PostgresUrl(String user, String password, String host, int port, String database) {
    private static final int STANDARD_PORT = 5432;

    public static PostgresUrl parse(String url) {
        URI uri = URI.create(url);
        String[] userInfo = uri.getRawUserInfo().split(":", 2);
        return new PostgresUrl(
                decode(userInfo[0]),
                decode(userInfo[1]),
                uri.getHost(),
                uri.getPort() < 0 ? STANDARD_PORT : uri.getPort(),
                uri.getPath().substring(1));
    }

    /** For JDBC, without user and password. */
    public String jdbc(String otherDatabase) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + otherDatabase;
    }

    /** For the services, without user and password. */
    public String plain(String otherDatabase) {
        return "postgresql://" + host + ":" + port + "/" + otherDatabase;
    }

    private static String decode(String part) {
        return URLDecoder.decode(part, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return plain(database);
    }
}
