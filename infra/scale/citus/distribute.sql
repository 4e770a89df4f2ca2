-- Every organization's schema becomes a schema of Citus (12 or newer): it stays whole on one node, and nodes
-- can be added under a running platform. Run it on the coordinator, once after the extension was installed
-- and again whenever organizations signed up meanwhile (they are made as ordinary schemas).
--
--     psql "$DATABASE_DIRECT_URL" -v ON_ERROR_STOP=1 -f infra/scale/citus/distribute.sql
--
-- What it needs of ours is tested without Citus, on every build: no foreign key from an organization into the
-- shared schema (tests/architecture/test_house.py), no statement of a busy path over both (test_spread.py).
-- The shared schema stays an ordinary one of the coordinator.

CREATE EXTENSION IF NOT EXISTS citus;

-- Spares and the template are renamed or read by DDL of ours; they stay where they are until they are taken.
SELECT format('SELECT citus_schema_distribute(%L)', t.schema_name)
FROM tenants_tenant t
JOIN pg_namespace n ON n.nspname = t.schema_name
LEFT JOIN citus_schemas c ON c.schema_name = n.oid::regnamespace
WHERE t.schema_name <> 'public' AND t.ready_at IS NOT NULL AND c.schema_name IS NULL
ORDER BY t.id
\gexec
