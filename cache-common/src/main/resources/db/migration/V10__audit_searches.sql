-- Refused attempts are rare in the audit trail and must not be looked for in all of it. This looks through the table once, and whoever
-- asks for an action waits meanwhile; an index that holds every row would have to be sorted, too, for many times as long. Other searches
-- are narrowed by time, user or VM.
CREATE INDEX audit_refused ON audit (id DESC) WHERE starts_with(result, 'refused_');
