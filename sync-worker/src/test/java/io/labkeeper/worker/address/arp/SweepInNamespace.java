package io.labkeeper.worker.address.arp;

import io.labkeeper.worker.address.Neighbour;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Sweeps a subnet with the source as it is shipped, once for each line that it is sent: for a process in a network of its own. */
final class SweepInNamespace {
    private SweepInNamespace() {}

    /** @param args the subnet */
    public static void main(String[] args) throws IOException {
        ArpSource source = new ArpSource(TestArpConfig.sweeping(args[0]));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        while (orders.readLine() != null) {
            List<Neighbour> seen = source.read().await().atMost(Duration.ofMinutes(2));
            seen.forEach(neighbour -> System.out.println(neighbour.mac() + " " + neighbour.ip()));
            System.out.println("end");
        }
        System.exit(0);
    }
}
