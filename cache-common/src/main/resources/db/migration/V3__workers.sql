-- Which sync-workers live, those that hold no lease included: the clusters are shared out among them. Times are this database's.
CREATE TABLE worker (
    id      text PRIMARY KEY,
    seen_at timestamptz NOT NULL
);
