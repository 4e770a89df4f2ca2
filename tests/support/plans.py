"""What PostgreSQL makes of the statements a piece of work asks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection


@dataclass
class Plan:
    sql: str
    nodes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def indexes(self) -> set[str]:
        return {node["Index Name"] for node in self.nodes if "Index Name" in node}

    @property
    def schemas(self) -> set[str]:
        return {node["Schema"] for node in self.nodes if "Relation Name" in node}


@contextmanager
def plans() -> Iterator[list[Plan]]:
    """The plan of every statement in the block that reads, changes or deletes rows."""
    found: list[Plan] = []

    def explained(execute: Any, sql: str, params: Any, many: bool, at: dict[str, Any]) -> Any:
        if re.match(r"[\s(]*(SELECT|UPDATE|DELETE|INSERT)\b", sql) and not many:
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (VERBOSE, FORMAT JSON) {sql}", params)
                plan = cursor.fetchone()[0]
            found.append(Plan(sql, list(_nodes(json.loads(plan) if isinstance(plan, str) else plan))))
        return execute(sql, params, many, at)

    with connection.execute_wrapper(explained):
        yield found


def generic_plan(cursor: Any, sql: str) -> Plan:
    """Of a statement that is planned once for all values, as those of the hot paths are."""
    places = dict[str, str]()
    asked = re.sub(r"%\(\w+\)s|%s", lambda found: _place(places, found[0]), sql)
    with cursor.connection.cursor() as raw:
        raw.execute("SET LOCAL enable_seqscan = off")  # of an empty table nothing else is worth it
        raw.execute(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {asked}")
        plan = raw.fetchone()[0]
        raw.execute("SET LOCAL enable_seqscan = on")
    return Plan(sql, list(_nodes(json.loads(plan) if isinstance(plan, str) else plan)))


def _place(places: dict[str, str], name: str) -> str:
    """A named value has one place, others have one each."""
    key = name if name != "%s" else str(len(places))
    return places.setdefault(key, f"${len(places) + 1}")


def _nodes(plan: Any) -> Iterator[dict[str, Any]]:
    for node in plan if isinstance(plan, list) else [plan]:
        yield node
        for below in (node.get("Plan"), *node.get("Plans", ())):
            if below:
                yield from _nodes(below)
