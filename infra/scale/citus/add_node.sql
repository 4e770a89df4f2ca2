-- A worker joins. Organizations move there by move.sql, or all of them evenly by citus_rebalance_start().
--
--     psql "$DATABASE_DIRECT_URL" -v node=db2.internal -v port=5432 -f infra/scale/citus/add_node.sql

SELECT citus_add_node(:'node', :port);
SELECT nodename, nodeport, isactive, shouldhaveshards FROM pg_dist_node ORDER BY nodeid;
