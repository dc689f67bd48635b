-- Timetables of actions.
CREATE TABLE schedule (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name        text        NOT NULL,
    cron        text        NOT NULL,
    time_zone   text        NOT NULL,
    action      text        NOT NULL,
    selector    jsonb       NOT NULL,
    -- which VMs a list means, by their births, should a vmid be re-used: "cluster/vmid" to birth
    births      jsonb       NOT NULL DEFAULT '{}',
    enabled     boolean     NOT NULL,
    -- who has said last what runs when, and with which role: its runs are that user's
    owner       text        NOT NULL,
    standing    text        NOT NULL CHECK (standing IN ('user', 'operator', 'admin')),
    -- null while it is paused, and when it never comes due again
    next_due_at timestamptz,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX schedule_due ON schedule (next_due_at) WHERE enabled;
CREATE INDEX schedule_of_class ON schedule ((selector ->> 'class'));
CREATE INDEX schedule_of_owner ON schedule (owner);

-- A due run happens once, since there is one row for it, whoever makes it; a run that is to be skipped has its row in advance.
CREATE TABLE schedule_run (
    schedule_id   uuid        NOT NULL REFERENCES schedule (id) ON DELETE CASCADE,
    due_at        timestamptz NOT NULL,
    state         text        NOT NULL CHECK (state IN ('due', 'submitted', 'failed', 'missed', 'skipped')),
    -- the schedule as it was when the run came due, so that whoever repeats a try asks for the same
    action        text        NOT NULL,
    selector      jsonb       NOT NULL,
    births        jsonb       NOT NULL,
    owner         text        NOT NULL,
    standing      text        NOT NULL,
    -- not before, if nobody has claimed it
    claim_until   timestamptz,
    claimed_by    text,
    started_at    timestamptz,
    ended_at      timestamptz,
    batch_id      uuid,
    -- how many VMs had which result, and which VMs had another than "accepted"
    counts        jsonb       NOT NULL DEFAULT '{}',
    refused       jsonb       NOT NULL DEFAULT '[]',
    error_code    text,
    error_message text,
    PRIMARY KEY (schedule_id, due_at),
    CHECK ((ended_at IS NULL) = (state = 'due'))
);
CREATE INDEX schedule_run_open ON schedule_run (due_at) WHERE state = 'due';
CREATE INDEX schedule_run_age ON schedule_run (due_at);
