package io.labkeeper.feed;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Who we are among the replicas. */
@ApplicationScoped
public class Replica {
    private final String name;
    private final String incarnation;

    public Replica(@ConfigProperty(name = "labkeeper.instance", defaultValue = "local") String name) {
        this.name = name;
        this.incarnation = name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** The configured name, the same after a restart. */
    public String name() {
        return name;
    }

    /** The name with a suffix that no other process has, not even the same replica after a restart. */
    public String incarnation() {
        return incarnation;
    }
}
