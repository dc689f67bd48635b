-- The four roles of the database. To be run by a user who may create roles; run again, it sets the passwords and changes nothing else.
-- What each may do with the tables is granted by the migrations, which sync-worker runs as the owner.
-- ${...} is put in by whoever runs this: the lab, deploy/stores/prepare.

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['labkeeper_owner', 'labkeeper_worker', 'labkeeper_action', 'labkeeper_reader'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', name);
        END IF;
    END LOOP;
END
$$;

ALTER ROLE labkeeper_owner PASSWORD '${owner_password}';
ALTER ROLE labkeeper_worker PASSWORD '${worker_password}';
ALTER ROLE labkeeper_action PASSWORD '${action_password}';
ALTER ROLE labkeeper_reader PASSWORD '${reader_password}';

-- A migration may take its time, but may not hold up the services for long by waiting for a lock.
ALTER ROLE labkeeper_owner SET statement_timeout = '300s';
ALTER ROLE labkeeper_owner SET lock_timeout = '10s';
ALTER ROLE labkeeper_owner SET idle_in_transaction_session_timeout = '60s';

ALTER ROLE labkeeper_worker SET statement_timeout = '10s';
ALTER ROLE labkeeper_worker SET lock_timeout = '2s';
ALTER ROLE labkeeper_worker SET idle_in_transaction_session_timeout = '10s';

ALTER ROLE labkeeper_action SET statement_timeout = '10s';
ALTER ROLE labkeeper_action SET lock_timeout = '2s';
ALTER ROLE labkeeper_action SET idle_in_transaction_session_timeout = '10s';

ALTER ROLE labkeeper_reader SET statement_timeout = '10s';
ALTER ROLE labkeeper_reader SET lock_timeout = '2s';
ALTER ROLE labkeeper_reader SET idle_in_transaction_session_timeout = '10s';
