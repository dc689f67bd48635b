package io.labkeeper.lab.services;

import io.labkeeper.lab.state.Options;
import io.labkeeper.lab.state.Part;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a lab with certain options consists of. */
public final class Wanted {
    private Wanted() {}

    /** The names of all parts but the store proxies. */
    public static Set<String> names(Options options) {
        Set<String> names = new LinkedHashSet<>();
        names.add(Part.GATEWAY);
        names.add(Part.ISSUER);
        if (options.real().isEmpty()) {
            for (int i = 0; i < options.simulated().clusters(); i++) {
                names.add(Part.PROXMOX + "-" + simulatedId(i));
            }
        }
        names.add(Part.POSTGRES);
        if (!options.stores().noRedis()) {
            names.add(Part.REDIS);
        }
        Replica.all(options.replicas()).forEach(replica -> names.add(replica.name()));
        return names;
    }

    /** The id of a simulated cluster by its number from 0: lab-a, lab-b. */
    public static String simulatedId(int number) {
        return "lab-" + (char) ('a' + number);
    }
}
