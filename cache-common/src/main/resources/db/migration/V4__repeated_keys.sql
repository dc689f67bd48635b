-- Idempotency keys whose request was answered with an action that was open already: the action has a key of its own, or none,
-- and a repeat must get the same answer even after that action has ended.
CREATE TABLE action_key (
    requested_by    text NOT NULL,
    idempotency_key text NOT NULL,
    request_hash    text NOT NULL,
    action_id       uuid NOT NULL REFERENCES action (id) ON DELETE CASCADE,
    PRIMARY KEY (requested_by, idempotency_key)
);
CREATE INDEX action_key_action ON action_key (action_id);
