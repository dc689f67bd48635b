-- What is old is forgotten a batch at a time; these find it.
CREATE INDEX action_batch_age ON action_batch (requested_at);
CREATE INDEX action_allowance_age ON action_allowance (at);

-- The audit trail and the requests for many stay insert-only for every service: nobody but their owner may change or delete rows, and
-- these, which act for the owner, take away none that is younger than a stated time, whoever calls them. Each returns how many are gone.
CREATE FUNCTION audit_forget(older_than interval, most integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone bigint;
BEGIN
    IF older_than IS NULL OR older_than < interval '30 days' THEN
        RAISE EXCEPTION 'the audit trail is kept for 30 days at the least' USING ERRCODE = '22023';
    END IF;
    WITH old AS MATERIALIZED (
        SELECT id FROM public.audit WHERE at < clock_timestamp() - older_than ORDER BY at LIMIT most
    )
    DELETE FROM public.audit a USING old WHERE a.id = old.id;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
REVOKE ALL ON FUNCTION audit_forget(interval, integer) FROM PUBLIC;

CREATE FUNCTION action_batch_forget(older_than interval, most integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone bigint;
BEGIN
    IF older_than IS NULL OR older_than < interval '1 day' THEN
        RAISE EXCEPTION 'requests for many actions are kept for a day at the least' USING ERRCODE = '22023';
    END IF;
    WITH old AS MATERIALIZED (
        SELECT id FROM public.action_batch WHERE requested_at < clock_timestamp() - older_than ORDER BY requested_at LIMIT most
    )
    DELETE FROM public.action_batch b USING old WHERE b.id = old.id;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
REVOKE ALL ON FUNCTION action_batch_forget(interval, integer) FROM PUBLIC;

-- When the owner's role was seen last: it is known only from the token that came with a change, and does not count for ever.
ALTER TABLE schedule ADD COLUMN standing_at timestamptz NOT NULL DEFAULT clock_timestamp();
