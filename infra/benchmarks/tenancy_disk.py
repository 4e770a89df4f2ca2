"""What one schema costs on the disk, in bytes, relations and files; nothing estimated.

Counted are tables, indexes, sequences, TOAST tables with their indexes, and every fork (data, free space
map, visibility map). Not counted is what an organization adds to the shared catalogue (pg_class,
pg_attribute and so on, about a fifth of a schema's own size): compare `pg_database_size`, which has it all.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

SIZE = """
WITH own AS (
    SELECT c.oid, c.relkind, c.reltoastrelid FROM pg_class c
    WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'i', 'S', 'm')
), every AS (
    SELECT oid, relkind FROM own
    UNION ALL SELECT reltoastrelid, 't' FROM own WHERE reltoastrelid <> 0
    UNION ALL SELECT x.indexrelid, 'ti' FROM own JOIN pg_index x ON x.indrelid = own.reltoastrelid
), fork AS (
    SELECT relkind, name, pg_relation_size(oid, name) AS bytes
    FROM every CROSS JOIN (VALUES ('main'), ('fsm'), ('vm')) forks (name)
)
SELECT coalesce(sum(bytes), 0), count(*) FILTER (WHERE relkind = 'r' AND name = 'main'),
       count(*) FILTER (WHERE relkind = 'i' AND name = 'main'), count(*) FILTER (WHERE name = 'main' OR bytes > 0)
FROM fork
"""


@dataclass(frozen=True)
class Disk:
    mb: float
    tables: int
    indexes: int
    files: int

    def __str__(self) -> str:
        return f"{self.mb:.2f} MB, {self.tables} tables, {self.indexes} indexes, {self.files} files"


def size_of(schema: str) -> Disk:
    with connection.cursor() as cursor:
        cursor.execute(SIZE, [f'"{schema}"'])
        bytes_, tables, indexes, files = cursor.fetchone()
    return Disk(float(bytes_) / 1024**2, tables, indexes, files)
