package io.labkeeper.worker.address.snmp;

import io.labkeeper.worker.address.Neighbour;
import io.labkeeper.worker.address.snmp.TestSnmpConfig.TestRouter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads a router with the source as it is shipped, once for each line that it is sent: for a process in a network of its own. */
final class ReadInNamespace {
    private ReadInNamespace() {}

    /** @param args port of the agent on this host, and the file that holds its community */
    public static void main(String[] args) throws IOException {
        SnmpSource source = new SnmpSource(TestSnmpConfig.of(new TestRouter(
                "127.0.0.1", Integer.parseInt(args[0]), Optional.empty(), Optional.of(Path.of(args[1])))));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        while (orders.readLine() != null) {
            // The agent may still be starting.
            List<Neighbour> seen =
                    source.read().onFailure().retry().atMost(10).await().atMost(Duration.ofMinutes(1));
            seen.forEach(neighbour -> System.out.println(neighbour.mac() + " " + neighbour.ip()));
            System.out.println("end");
        }
        System.exit(0);
    }
}
