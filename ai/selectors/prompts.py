"""Versions of prompts with what people made of each: shipped ones, and a pinned one that is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from ai import book
from ai.prompts import shipped
from tenants import context
from tenants.kernel import clock

DAYS = 90
_EVIDENCE = """
SELECT 'triage', split_part(prompt_version, '+', 1), count(*), count(*) FILTER (WHERE is_right)
  FROM ai_verdict WHERE at >= %(since)s AND engine = 'model' GROUP BY 2
UNION ALL
SELECT 'draft', r.prompt_version, count(*), count(*) FILTER (WHERE o.kind IN ('sent_as_is', 'edited'))
  FROM ai_outcome o JOIN ai_suggestion s ON s.id = o.suggestion_id JOIN ai_run r ON r.id = s.run_id
 WHERE o.created_at >= %(since)s AND o.kind <> 'stale' AND r.engine = 'model' GROUP BY 2
"""


@dataclass(frozen=True, slots=True)
class Version:
    """decided: values, or drafts, of the last DAYS days; right: of them, or drafts that were used."""

    name: str
    is_newest: bool
    is_in_use: bool
    is_pinned: bool
    is_shipped: bool
    decided: int
    right: int


def prompts() -> dict[str, list[Version]]:
    """{task: its versions, newest first; last a pinned one that is gone}. One statement."""
    with context.reading(), connection.cursor() as cursor:
        cursor.execute(_EVIDENCE, {"since": clock.now() - timedelta(days=DAYS)})
        counts = {(task, name): (decided, right) for task, name, decided, right in cursor.fetchall()}
    return {task: list(_versions(task, counts)) for task in shipped.SHIPPED}


def _versions(task: str, counts: dict[tuple[str, str], tuple[int, int]]) -> Iterator[Version]:
    pinned = book.decided().prompts
    used, gone = shipped.in_use(task, pinned), shipped.missing(task, pinned)
    for name in (*shipped.SHIPPED[task], *([gone] if gone else [])):
        decided, right = counts.get((task, name), (0, 0))
        yield Version(
            name, name == shipped.SHIPPED[task][0], name == used, name == pinned.get(task), name != gone,
            decided, right,
        )  # fmt: skip
