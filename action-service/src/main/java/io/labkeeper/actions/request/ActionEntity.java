package io.labkeeper.actions.request;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.inventory.VmStatus;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/**
 * A row of the table {@code action}, for the requests: inserted once, then read one by one or in small pages. Whatever happens to
 * it later is a guarded statement of the runner, never a flush of this.
 */
@Entity
@Table(name = "action")
public class ActionEntity extends PanacheEntityBase {

    @Id
    public UUID id;

    @Column(name = "batch_id", updatable = false)
    public UUID batchId;

    @Column(name = "cluster_id", updatable = false)
    public String clusterId;

    @Column(updatable = false)
    public int vmid;

    @Column(updatable = false)
    public String birth;

    @Column(updatable = false)
    public String kind;

    @Column(name = "timeout_seconds", updatable = false)
    public Integer timeoutSeconds;

    @Column(updatable = false)
    public boolean force;

    @Column(updatable = false)
    public boolean overrule;

    @Column(updatable = false)
    public String state;

    @Column(updatable = false)
    public long version;

    @Column(updatable = false)
    public String node;

    @Column(name = "requested_by", updatable = false)
    public String requestedBy;

    @Column(name = "idempotency_key", updatable = false)
    public String idempotencyKey;

    @Column(name = "request_hash", updatable = false)
    public String requestHash;

    @Column(name = "requested_at", updatable = false)
    public Instant requestedAt;

    @Column(name = "updated_at", updatable = false)
    public Instant updatedAt;

    @Column(insertable = false, updatable = false)
    public Boolean changed;

    @Column(insertable = false, updatable = false)
    public String outcome;

    @Column(name = "started_at", insertable = false, updatable = false)
    public Instant startedAt;

    @Column(name = "finished_at", insertable = false, updatable = false)
    public Instant finishedAt;

    @Column(insertable = false, updatable = false)
    public String upid;

    @Column(name = "error_code", insertable = false, updatable = false)
    public String errorCode;

    @Column(name = "error_message", insertable = false, updatable = false)
    public String errorMessage;

    @Column(name = "error_detail", insertable = false, updatable = false)
    public String errorDetail;

    ActionNotice notice() {
        return new ActionNotice(
                id.toString(),
                clusterId,
                vmid,
                ActionKind.ofWord(kind),
                ActionPhase.ofWord(state),
                version,
                outcome == null ? null : VmStatus.ofWord(outcome),
                finishedAt == null ? updatedAt : finishedAt);
    }
}
