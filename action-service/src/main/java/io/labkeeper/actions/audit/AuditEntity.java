package io.labkeeper.actions.audit;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** A line of the audit trail: insert-only. The time is the database's. */
@Entity
@Table(name = "audit")
public class AuditEntity extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String event;
    public String username;

    @Column(name = "source_address")
    public String sourceAddress;

    @Column(name = "idempotency_key")
    public String idempotencyKey;

    @Column(name = "action_id")
    public UUID actionId;

    @Column(name = "cluster_id")
    public String clusterId;

    public Integer vmid;
    public String kind;
    public String result;

    @Column(name = "correlation_id")
    public String correlationId;
}
