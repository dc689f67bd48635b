package io.labkeeper.lab.services;

import io.labkeeper.lab.state.Options;
import io.labkeeper.lab.stores.PostgresRoles;
import io.labkeeper.lab.stores.RedisUsers;

/** The three services: how many, as whom they come into the stores, how much memory they get. */
public enum ServiceKind {
    SYNC_WORKER("sync-worker", "512m", PostgresRoles.WORKER, RedisUsers.WORKER),
    INVENTORY_SERVICE("inventory-service", "256m", PostgresRoles.READER, RedisUsers.INVENTORY),
    ACTION_SERVICE("action-service", "256m", PostgresRoles.ACTION, RedisUsers.ACTION);

    private final String service;
    private final String heap;
    private final String role;
    private final String redisUser;

    ServiceKind(String service, String heap, String role, String redisUser) {
        this.service = service;
        this.heap = heap;
        this.role = role;
        this.redisUser = redisUser;
    }

    public String service() {
        return service;
    }

    public String heap() {
        return heap;
    }

    String role() {
        return role;
    }

    String redisUser() {
        return redisUser;
    }

    public int replicas(Options.Replicas replicas) {
        return switch (this) {
            case SYNC_WORKER -> replicas.workers();
            case INVENTORY_SERVICE -> replicas.inventory();
            case ACTION_SERVICE -> replicas.actions();
        };
    }
}
