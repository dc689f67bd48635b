-- The state of the lab. Times are the database's own (clock_timestamp()), in UTC. Everything that readers decode as JSON is
-- a body written whole by the one service that owns the fact.

CREATE SEQUENCE lease_fence;

CREATE TABLE cluster_sync (
    cluster_id         text PRIMARY KEY CHECK (cluster_id ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    name               text        NOT NULL,
    generation         bigint      NOT NULL DEFAULT 1,
    revision           bigint      NOT NULL DEFAULT 0,
    metrics_seq        bigint      NOT NULL DEFAULT 0,
    owner              text,
    lease_until        timestamptz,
    fence              bigint      NOT NULL DEFAULT 0,
    next_full_at       timestamptz,
    next_quick_at      timestamptz,
    last_full_at       timestamptz,
    last_quick_at      timestamptz,
    consecutive_errors integer     NOT NULL DEFAULT 0,
    last_error         text,
    -- SyncStatus, whole: what readers show of the reading itself
    sync               jsonb       NOT NULL DEFAULT '{}'
);

CREATE TABLE vm_inventory (
    cluster_id       text        NOT NULL,
    vmid             integer     NOT NULL,
    name             text        NOT NULL,
    node             text        NOT NULL,
    status           text        NOT NULL,
    type             text        NOT NULL,
    category         text        NOT NULL,
    ip               text,
    mac              text,
    memory_mb        bigint      NOT NULL,
    cores            integer     NOT NULL,
    disk_size        bigint      NOT NULL,
    is_template      boolean     NOT NULL,
    tags             text[]      NOT NULL DEFAULT '{}',
    rdp_available    boolean     NOT NULL DEFAULT false,
    ssh_available    boolean     NOT NULL DEFAULT false,
    sync_error       text CHECK (length(sync_error) <= 500),
    last_updated     timestamptz NOT NULL,
    revision         bigint      NOT NULL,
    birth            text,
    observed_at      timestamptz NOT NULL,
    observed_source  text        NOT NULL,
    confirmed_action uuid,
    deleted_at       timestamptz,
    -- VmRecord, whole: exactly what readers decode
    body             jsonb       NOT NULL,
    PRIMARY KEY (cluster_id, vmid)
);
CREATE INDEX vm_inventory_status ON vm_inventory (status);
CREATE INDEX vm_inventory_last_updated ON vm_inventory (last_updated);
CREATE INDEX vm_inventory_revision ON vm_inventory (cluster_id, revision);

CREATE TABLE cluster_metrics (
    cluster_id text PRIMARY KEY,
    seq        bigint      NOT NULL,
    at         timestamptz NOT NULL,
    body       jsonb       NOT NULL
);

CREATE TABLE vm_address (
    cluster_id text        NOT NULL,
    vmid       integer     NOT NULL,
    mac        text        NOT NULL,
    ip         text        NOT NULL,
    source     text        NOT NULL CHECK (source IN ('agent', 'lxc', 'config', 'arp', 'snmp')),
    seen_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (cluster_id, vmid, mac, ip)
);
CREATE INDEX vm_address_mac ON vm_address (mac);
CREATE INDEX vm_address_vmid ON vm_address (vmid);

CREATE TABLE lab_class (
    id   text PRIMARY KEY,
    name text NOT NULL
);

CREATE TABLE class_member (
    class_id text NOT NULL REFERENCES lab_class (id) ON DELETE CASCADE,
    username text NOT NULL,
    role     text NOT NULL CHECK (role IN ('teacher', 'member')),
    PRIMARY KEY (class_id, username, role)
);

CREATE TABLE vm_assignment (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cluster_id text    NOT NULL,
    vmid       integer NOT NULL,
    username   text,
    class_id   text REFERENCES lab_class (id) ON DELETE CASCADE,
    -- null until the VM is seen for the first time after the assignment
    birth      text,
    CHECK (username IS NOT NULL OR class_id IS NOT NULL),
    UNIQUE NULLS NOT DISTINCT (cluster_id, vmid, username, class_id)
);

CREATE TABLE assignments_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    revision bigint NOT NULL
);
INSERT INTO assignments_head (revision) VALUES (0);

CREATE TABLE action (
    id              uuid PRIMARY KEY,
    batch_id        uuid,
    cluster_id      text        NOT NULL,
    vmid            integer     NOT NULL,
    -- the VM that was meant: a later one with its number has nothing to do with this action
    birth           text,
    kind            text        NOT NULL,
    timeout_seconds integer,
    force           boolean     NOT NULL DEFAULT false,
    overrule        boolean     NOT NULL DEFAULT false,
    state           text        NOT NULL CHECK (state IN ('accepted', 'claimed', 'submitting', 'submitted',
                                                          'succeeded', 'failed', 'cancelled', 'superseded', 'unknown')),
    version         bigint      NOT NULL DEFAULT 1,
    changed         boolean,
    -- the status that lies over the last observation after a success; null where the task's end proves nothing
    outcome         text,
    requested_by    text        NOT NULL,
    idempotency_key text,
    request_hash    text,
    requested_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_at      timestamptz,
    submitting_at   timestamptz,
    finished_at     timestamptz,
    updated_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    claimed_by      text,
    claim_until     timestamptz,
    node            text,
    upid            text,
    -- how often the order was sent to Proxmox
    sent            integer     NOT NULL DEFAULT 0,
    error_code      text,
    error_message   text,
    error_detail    text,
    CHECK ((finished_at IS NOT NULL) = (state NOT IN ('accepted', 'claimed', 'submitting', 'submitted')))
);
CREATE UNIQUE INDEX action_one_open_per_vm ON action (cluster_id, vmid)
    WHERE state IN ('accepted', 'claimed', 'submitting', 'submitted');
CREATE UNIQUE INDEX action_idempotency ON action (requested_by, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX action_claimable ON action (claim_until NULLS FIRST)
    WHERE state IN ('accepted', 'claimed', 'submitting', 'submitted');
CREATE INDEX action_finished ON action (finished_at);
CREATE INDEX action_of_vm ON action (cluster_id, vmid, id DESC);
CREATE INDEX action_of_user ON action (requested_by, id DESC);

CREATE TABLE audit (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at             timestamptz NOT NULL DEFAULT clock_timestamp(),
    event          text        NOT NULL,
    username       text        NOT NULL,
    source_address text,
    idempotency_key text,
    action_id      uuid,
    cluster_id     text,
    vmid           integer,
    kind           text,
    result         text        NOT NULL,
    correlation_id text,
    detail         jsonb       NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_at ON audit (at DESC);

-- Wishes to look at Proxmox now, for when Redis cannot carry them; taken and deleted by the cluster's owner.
CREATE TABLE sync_request (
    id           uuid PRIMARY KEY,
    cluster_id   text        NOT NULL,
    vmid         integer,
    mode         text        NOT NULL CHECK (mode IN ('quick', 'full', 'vm')),
    cause        text        NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX sync_request_cluster ON sync_request (cluster_id, requested_at);
