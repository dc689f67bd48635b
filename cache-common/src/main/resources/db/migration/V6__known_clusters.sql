-- Which clusters each worker can look after, so that they are shared out among those who know them, and so that a cluster is noticed
-- that nobody knows any more.
ALTER TABLE worker
    -- null of a worker that does not tell: of an earlier release, which may know any
    ADD COLUMN clusters text[],
    -- its clusters file is refused as it lies there, so what it knows may not be what is wanted
    ADD COLUMN unsure boolean NOT NULL DEFAULT false;

ALTER TABLE cluster_sync
    -- since when no living worker knows it, null while one does
    ADD COLUMN unknown_since timestamptz,
    -- when it was taken out of the inventory, its VMs marked as deleted; readers do not see it; null while it is there
    ADD COLUMN removed_at timestamptz;
