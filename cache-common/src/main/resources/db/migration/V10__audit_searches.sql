-- The audit trail is searched by event and by result: what is rare in it must not be looked for in all of it.
CREATE INDEX audit_of_event ON audit (event, id DESC);
CREATE INDEX audit_of_result ON audit (result, id DESC);
CREATE INDEX audit_refused ON audit (id DESC) WHERE starts_with(result, 'refused_');
