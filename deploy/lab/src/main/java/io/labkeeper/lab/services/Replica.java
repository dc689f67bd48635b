package io.labkeeper.lab.services;

import io.labkeeper.lab.state.LabState;
import io.labkeeper.lab.state.Options;
import io.labkeeper.lab.state.Part;
import java.util.ArrayList;
import java.util.List;

/** One process of a service. */
public record Replica(ServiceKind kind, int number) {

    /** All replicas of all services. */
    public static List<Replica> all(Options.Replicas replicas) {
        List<Replica> all = new ArrayList<>();
        for (ServiceKind kind : ServiceKind.values()) {
            all.addAll(of(kind, replicas));
        }
        return all;
    }

    public static List<Replica> of(ServiceKind kind, Options.Replicas replicas) {
        List<Replica> list = new ArrayList<>();
        for (int i = 1; i <= kind.replicas(replicas); i++) {
            list.add(new Replica(kind, i));
        }
        return list;
    }

    /** Such as inventory-service-1. */
    public String name() {
        return kind.service() + "-" + number;
    }

    public int port(LabState state) {
        return state.port(name());
    }

    /** Health and metrics. */
    public int managementPort(LabState state) {
        return state.port(management());
    }

    /**
     * If it does not run and another program has taken a port of it meanwhile, it gets another one: it could not start, and what
     * answers there would be taken for it.
     */
    public void leavePortsToOthers(LabState state) {
        if (state.part(name()).flatMap(Part::running).isEmpty()) {
            state.leaveToOthers(name());
            state.leaveToOthers(management());
        }
    }

    private String management() {
        return name() + "-management";
    }
}
