-- The history of each VM: a sample per full sync ('raw') for a day, and one per hour ('hour') for 30 days. The birth mark tells a VM
-- from a later one with its number, so that nobody is shown what an earlier VM did; a VM without one has no history yet.
CREATE TABLE vm_sample (
    cluster_id   text        NOT NULL,
    vmid         integer     NOT NULL,
    resolution   text        NOT NULL CHECK (resolution IN ('raw', 'hour')),
    -- of a raw one the begin of the full sync, of an hourly one the begin of the hour in UTC
    at           timestamptz NOT NULL,
    birth        text        NOT NULL,
    status       text        NOT NULL,
    -- per cent, null where not known
    cpu_usage    double precision,
    memory_usage double precision,
    PRIMARY KEY (cluster_id, vmid, resolution, at)
);
CREATE INDEX vm_sample_age ON vm_sample (cluster_id, resolution, at);
