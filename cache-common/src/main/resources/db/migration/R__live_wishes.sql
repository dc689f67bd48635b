-- How a reader, whose role may write nothing, asks for a cluster's list to be read now when Redis does not carry the question. Usually
-- one row a cluster, whoever asks how often (two who ask at the same moment may leave two, which is one question all the same); the
-- cluster's owner takes it within a second.
CREATE OR REPLACE FUNCTION ask_for_list(wish uuid, wanted_cluster text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO sync_request (id, cluster_id, mode, cause)
    SELECT wish, c.cluster_id, 'quick', 'live' FROM cluster_sync c
     WHERE c.cluster_id = wanted_cluster AND c.removed_at IS NULL
       AND NOT EXISTS (SELECT FROM sync_request r WHERE r.cluster_id = wanted_cluster AND r.cause = 'live')
$$;

REVOKE EXECUTE ON FUNCTION ask_for_list(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ask_for_list(uuid, text) TO ${reader};
