-- One organization to another node. Its writes wait at the end of the copy, for about a second; reads go on.
--
--     psql "$DATABASE_DIRECT_URL" -v schema=acme -v node=db2.internal -v port=5432 -f infra/scale/citus/move.sql

SELECT citus_schema_move(:'schema'::regnamespace, :'node', :port);
SELECT DISTINCT s.nodename, s.nodeport, c.schema_size
FROM citus_schemas c JOIN citus_shards s USING (colocation_id)
WHERE c.schema_name = :'schema'::regnamespace;
