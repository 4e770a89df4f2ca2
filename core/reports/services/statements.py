"""The two statements that count: tickets into facts, facts and clocks into days.

The same for one ticket and for all of them, for one day and for a year; what is right is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.db import connection

from core.desk.models import Status
from core.reports.models import Day, Fact
from core.reports.spread import SQL as BUCKET
from core.sla.models import Clock
from core.tickets.models import Ticket
from tenants import context
from tenants.database import hot

UNCOUNTED = [Status.Category.SPAM, Status.Category.MERGED]
COLUMNS = (
    "opened", "replied", "solved", "first_met", "first_missed", "next_met", "next_missed",
    "resolution_met", "resolution_missed",
)  # fmt: skip

# Answers the days on which something changed. All parts see the tables as they were before.
_FACTS = """
WITH counted AS (
    SELECT t.id, t.queue_id AS queue, coalesce(t.team_id, 0) AS team, coalesce(t.assignee_id, 0) AS agent,
           t.created_at, t.first_replied_at, coalesce(t.resolved_at, t.closed_at) AS solved_at
      FROM {tickets} t JOIN {statuses} s ON s.id = t.status_id
     WHERE {of_ticket}
       AND t.deleted_at IS NULL AND t.merged_into_id IS NULL AND NOT t.is_suspect
       AND s.category <> ALL(%(uncounted)s)
), wanted AS (
    SELECT c.id AS ticket_id, k.kind, (k.at AT TIME ZONE %(zone)s)::date AS day, c.queue, c.team, c.agent,
           greatest(0, extract(epoch FROM k.at - c.created_at) / 60)::int AS minutes
      FROM counted c CROSS JOIN LATERAL (VALUES
           ('opened', c.created_at), ('replied', c.first_replied_at), ('solved', c.solved_at)) k (kind, at)
     WHERE k.at IS NOT NULL
), known AS (
    SELECT * FROM {facts} f
     WHERE {of_fact}
), gone AS (
    DELETE FROM {facts} f USING known k
     WHERE f.id = k.id
       AND NOT EXISTS (SELECT 1 FROM wanted w WHERE (w.ticket_id, w.kind) = (k.ticket_id, k.kind))
 RETURNING f.day
), other AS (
    SELECT w.*, k.day AS was FROM wanted w LEFT JOIN known k USING (ticket_id, kind)
     WHERE k.id IS NULL
        OR (k.day, k.queue, k.team, k.agent, k.minutes) <> (w.day, w.queue, w.team, w.agent, w.minutes)
), put AS (
    INSERT INTO {facts} (ticket_id, kind, day, queue, team, agent, minutes)
    SELECT ticket_id, kind, day, queue, team, agent, minutes FROM other ORDER BY ticket_id, kind
        ON CONFLICT (ticket_id, kind) DO UPDATE SET day = EXCLUDED.day, queue = EXCLUDED.queue,
           team = EXCLUDED.team, agent = EXCLUDED.agent, minutes = EXCLUDED.minutes
 RETURNING day
)
SELECT day FROM gone UNION SELECT day FROM put UNION SELECT was FROM other WHERE was IS NOT NULL {beside}
"""
# The days on which promises of these tickets were kept or missed, if anything about them changed.
_OF_CLOCKS = """
 UNION SELECT (decided_at AT TIME ZONE %(zone)s)::date FROM {clocks}
        WHERE ticket_id = ANY(%(ids)s::bigint[]) AND decided_at IS NOT NULL
          AND (EXISTS (SELECT FROM gone) OR EXISTS (SELECT FROM put))
"""
# A text for each, as each is planned once: what fits both walks over all tickets for a single one.
_CHOSEN, _RANGE = "{} = ANY(%(ids)s::bigint[])", "{0} > %(after)s AND {0} <= %(upto)s"
_DAYS = """
INSERT INTO {table} (day, queue, team, agent, {columns}, reply_spread, solve_spread)
WITH single AS (
    SELECT day, queue, team, agent, kind, {bucket} AS b, count(*) AS n
      FROM (SELECT f.*, f.minutes AS m FROM {facts} f WHERE f.day = ANY(%(days)s)) f GROUP BY 1, 2, 3, 4, 5, 6
     UNION ALL
    SELECT c.day, t.queue_id, coalesce(t.team_id, 0), coalesce(t.assignee_id, 0),
           c.kind || CASE c.state WHEN 'met' THEN '_met' ELSE '_missed' END, 0, count(*)
      FROM (SELECT *, (decided_at AT TIME ZONE %(zone)s)::date AS day FROM {clocks}
             WHERE decided_at >= %(first)s::date::timestamp AT TIME ZONE %(zone)s
               AND decided_at < (%(last)s::date + 1)::timestamp AT TIME ZONE %(zone)s
               AND state IN ('met', 'breached')) c
      JOIN {tickets} t ON t.id = c.ticket_id AND t.deleted_at IS NULL
     WHERE c.day = ANY(%(days)s) GROUP BY 1, 2, 3, 4, 5
), both_ways AS (
    SELECT day, queue, team, 0 AS agent, kind, b, n FROM single
     UNION ALL SELECT day, queue, team, agent, kind, b, n FROM single WHERE agent > 0
), summed AS (
    SELECT day, queue, team, agent, kind, b, sum(n)::int AS n FROM both_ways GROUP BY 1, 2, 3, 4, 5, 6
)
SELECT day, queue, team, agent, {sums},
       coalesce(jsonb_object_agg(b::text, n) FILTER (WHERE kind = 'replied'), '{{}}'),
       coalesce(jsonb_object_agg(b::text, n) FILTER (WHERE kind = 'solved'), '{{}}')
  FROM summed GROUP BY 1, 2, 3, 4
"""


def zone() -> str:
    """Whose days are counted: the organization's."""
    return str(ZoneInfo(context.current_tenant().time_zone or "UTC"))


def put_facts(ids: Sequence[int] | None = None, after: int = 0, upto: int = 2**62) -> set[date]:
    """Make the facts of these tickets, or of a range of all, what they should be. The days that differ; of
    chosen tickets also those on which their promises were decided.
    """
    which, beside = (_RANGE, "") if ids is None else (_CHOSEN, _named(_OF_CLOCKS))
    values = {"after": after, "upto": upto} if ids is None else {"ids": list(ids)}
    text = _named(_FACTS, of_ticket=which.format("t.id"), of_fact=which.format("f.ticket_id"), beside=beside)
    with connection.cursor() as cursor:
        cursor.execute(text, values | {"zone": zone(), "uncounted": UNCOUNTED})
        return {day for (day,) in cursor.fetchall()}


def put_days(days: Iterable[date]) -> None:
    """Count these days anew. The caller sees to it that nobody else does at the same time."""
    wanted = sorted(set(days))
    if not wanted:
        return
    sums = ", ".join(f"coalesce(sum(n) FILTER (WHERE kind = '{name}'), 0)" for name in COLUMNS)
    text = _named(_DAYS, bucket=BUCKET, sums=sums, columns=", ".join(COLUMNS))
    Day.objects.filter(day__in=wanted).delete()
    with connection.cursor() as cursor:
        cursor.execute(text, {"days": wanted, "zone": zone(), "first": wanted[0], "last": wanted[-1]})


def _named(text: str, **more: str) -> str:
    tables = {"tickets": Ticket, "statuses": Status, "facts": Fact, "clocks": Clock, "table": Day}
    return text.format(**{name: hot.name_of(table) for name, table in tables.items()}, **more)
