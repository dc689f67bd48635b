-- What each service's role may do, and no more. The roles themselves are made where the database is made; their names come
-- as placeholders. ${flyway:timestamp} makes this run with every migration, so that new tables are covered.

GRANT USAGE ON SCHEMA public TO ${worker}, ${action}, ${reader};

GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${worker}, ${action}, ${reader};
REVOKE SELECT ON audit, action_key, action_batch, action_allowance FROM ${worker}, ${reader};

GRANT USAGE ON SEQUENCE lease_fence TO ${worker};
GRANT INSERT, UPDATE, DELETE ON cluster_sync, vm_inventory, cluster_metrics, vm_address TO ${worker};
GRANT INSERT, DELETE ON sync_request, vm_sample TO ${worker};
GRANT INSERT, UPDATE, DELETE ON worker TO ${worker};

GRANT INSERT, UPDATE, DELETE ON action, lab_class, class_member, vm_assignment TO ${action};
GRANT UPDATE ON assignments_head TO ${action};
GRANT INSERT ON audit, sync_request, action_key TO ${action};
GRANT INSERT, UPDATE, DELETE ON schedule, schedule_run TO ${action};
REVOKE SELECT ON schedule, schedule_run FROM ${worker}, ${reader};
GRANT INSERT ON action_batch TO ${action};
GRANT INSERT, UPDATE, DELETE ON action_allowance TO ${action};
GRANT EXECUTE ON FUNCTION audit_forget(interval, integer), action_batch_forget(interval, integer) TO ${action};
