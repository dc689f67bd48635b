-- Requests for many actions at once, with what each VM's part of it came to: a repeat of the key gets the same answer even after the
-- actions have ended.
CREATE TABLE action_batch (
    id              uuid PRIMARY KEY,
    requested_by    text        NOT NULL,
    kind            text        NOT NULL,
    selector        jsonb       NOT NULL,
    idempotency_key text,
    request_hash    text        NOT NULL,
    requested_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    results         jsonb       NOT NULL
);
CREATE UNIQUE INDEX action_batch_key ON action_batch (requested_by, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX action_of_batch ON action (batch_id, id DESC) WHERE batch_id IS NOT NULL;

-- How many actions each caller may still ask for, over all replicas; negative if more was asked for in one request than was left.
CREATE TABLE action_allowance (
    username text PRIMARY KEY,
    tokens   double precision NOT NULL,
    at       timestamptz      NOT NULL
);

-- The audit trail is read by user and by VM.
CREATE INDEX audit_of_user ON audit (username, id DESC);
CREATE INDEX audit_of_vm ON audit (vmid, id DESC) WHERE vmid IS NOT NULL;
