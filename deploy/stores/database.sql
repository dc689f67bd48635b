-- Lets the four roles into their database. To be run in that database, after roles.sql; may be run again.
-- ${database} is its name, quoted.

GRANT CONNECT, TEMPORARY, CREATE ON DATABASE ${database} TO labkeeper_owner;
GRANT CONNECT ON DATABASE ${database} TO labkeeper_worker, labkeeper_action, labkeeper_reader;
GRANT USAGE, CREATE ON SCHEMA public TO labkeeper_owner;
