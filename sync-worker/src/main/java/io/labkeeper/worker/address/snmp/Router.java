package io.labkeeper.worker.address.snmp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A router and how to be let in. Its text form, for logs, does not show the community. */
final class Router {
    private final String host;
    private final int port;
    private final String community;
    private final Path communityFile;

    private Router(String host, int port, String community, Path communityFile) {
        this.host = host;
        this.port = port;
        this.community = community;
        this.communityFile = communityFile;
    }

    /**
     * @param number its place in the list
     * @throws IllegalArgumentException naming the property
     */
    static Router of(SnmpConfig.Router config, int number) {
        String property = "labkeeper.address.snmp.routers[" + number + "]";
        Optional<String> community = config.community().filter(text -> !text.isBlank());
        if (community.isPresent() == config.communityFile().isPresent()) {
            throw new IllegalArgumentException(property + " needs either community or community-file");
        }
        if (config.port() < 1 || config.port() > 65_535) {
            throw new IllegalArgumentException(property + ".port: " + config.port() + " is no port");
        }
        return new Router(
                config.host(),
                config.port(),
                community.orElse(null),
                config.communityFile().orElse(null));
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** The secret; blocks if it is in a file. */
    String community() throws IOException {
        return communityFile == null
                ? community
                : Files.readString(communityFile).strip();
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
