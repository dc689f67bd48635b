package io.labkeeper.worker.address.snmp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The defaults, with these routers. */
record TestSnmpConfig(Optional<List<Router>> routers, int maxRows) implements SnmpConfig {

    static TestSnmpConfig of(Router... routers) {
        return new TestSnmpConfig(Optional.of(List.of(routers)), 20_000);
    }

    record TestRouter(String host, int port, Optional<String> community, Optional<Path> communityFile)
            implements SnmpConfig.Router {

        static TestRouter local(int port, String community) {
            return new TestRouter("127.0.0.1", port, Optional.of(community), Optional.empty());
        }
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(2);
    }

    @Override
    public int retries() {
        return 1;
    }

    @Override
    public Duration limit() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Duration pause() {
        return Duration.ofSeconds(15);
    }
}
