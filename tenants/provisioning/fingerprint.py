"""What a schema looks like, in one digest: tables, columns, indexes, constraints, in any order of birth.

Two schemas with the same digest behave alike. Parts of tables (tenants/database/partitions) do not count: an
organization has those that it needs. The catalogue is entered through the schema's own
dependencies, so the cost does not grow with the number of tenants.
"""

from __future__ import annotations

from typing import Any

DIGEST = """
WITH space AS (SELECT oid FROM pg_namespace WHERE nspname = %(schema)s),
relation AS MATERIALIZED (
    SELECT c.oid, c.relname, c.relkind FROM space
    JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = space.oid
        AND d.classid = 'pg_class'::regclass
    JOIN pg_class c ON c.oid = d.objid AND NOT c.relispartition
), found (fact) AS (
    SELECT format('%%s %%s', relkind, relname) FROM relation WHERE relkind IN ('r', 'p', 'v', 'm')
    UNION ALL
    SELECT format('%%s.%%s %%s %%s %%s %%s %%s', r.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                  a.attnotnull, a.attidentity, a.attgenerated, pg_get_expr(v.adbin, v.adrelid))
    FROM relation r
    JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef v ON v.adrelid = a.attrelid AND v.adnum = a.attnum
    WHERE r.relkind IN ('r', 'p')
    UNION ALL
    SELECT pg_get_indexdef(i.indexrelid) FROM relation r JOIN pg_index i ON i.indrelid = r.oid
    UNION ALL
    SELECT format('%%s %%s %%s', r.relname, c.conname, pg_get_constraintdef(c.oid))
    FROM relation r JOIN pg_constraint c ON c.conrelid = r.oid
), facts AS (
    SELECT replace(replace(fact, %(quoted)s, ''), %(plain)s, '') AS fact FROM found
)
SELECT encode(sha256(convert_to(coalesce(string_agg(fact, E'\\n' ORDER BY fact COLLATE "C"), ''), 'UTF8')),
              'hex')
FROM facts
"""


def fingerprint(cursor: Any, schema: str) -> str:
    """SHA-256 in hex. The schema's own name does not count. A schema that does not exist has one, too."""
    cursor.execute(DIGEST, {"schema": schema, "quoted": f'"{schema}".', "plain": f"{schema}."})
    return str(cursor.fetchone()[0])
