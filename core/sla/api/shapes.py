"""What the API shows of policies, clocks and how promises were kept."""

from __future__ import annotations

from typing import Any

from core.doors.shapes import Shape, moment
from core.sla import selectors
from core.sla.models import Policy
from core.sla.selectors import Row, Shown


class SlaPolicyOut(Shape):
    """The first active one in this order whose conditions hold; the default one is the last."""

    id: int
    name: str
    conditions: dict
    first_reply: int | None
    next_reply: int | None
    resolution: int | None
    calendar: int | None
    warn_assignee: int
    warn_lead: int
    is_active: bool
    is_default: bool
    version: int

    @staticmethod
    def dump(row: Policy) -> dict[str, Any]:
        names = (
            "name",
            "conditions",
            "first_reply",
            "next_reply",
            "resolution",
            "warn_assignee",
            "warn_lead",
        )
        return {
            "id": row.pk,
            **{name: getattr(row, name) for name in names},
            "calendar": row.calendar_id,
            "is_active": row.is_active,
            "is_default": row.is_default,
            "version": row.version,
        }


class SlaStepOut(Shape):
    """what: started, paused, resumed, stopped, reopened, cancelled, policy, merged, unmerged, warned,
    breached.

    why: opened, asked:MESSAGE, answered:MESSAGE, status:KEY, PERCENT:assignee or lead, names of policies ...
    """

    at: str
    what: str
    why: str


class SlaClockOut(Shape):
    """target, left, worked: business minutes; left is below zero when it is late.

    due_at: null while it rests.

    kind: first, next, resolution. state: running, paused, met, breached, cancelled.
    """

    id: int
    kind: str
    state: str
    policy: str
    calendar: str
    target: int
    left: int | None
    worked: int | None
    percent: int
    started_at: str
    due_at: str | None
    ended_at: str | None
    breached_at: str | None
    steps: list[SlaStepOut]

    @staticmethod
    def dump(shown: Shown) -> dict[str, Any]:
        row = shown.clock
        return {
            "id": row.pk,
            "kind": row.kind,
            "state": row.state,
            "policy": shown.policy,
            "calendar": shown.calendar,
            "target": row.target,
            "left": shown.left,
            "worked": row.worked,
            "percent": shown.percent,
            "started_at": moment(row.started_at),
            "due_at": moment(row.due_at),
            "ended_at": moment(row.ended_at),
            "breached_at": moment(row.breached_at),
            "steps": row.events,
        }


class SlaComplianceOut(Shape):
    """week: its Monday. policy: null for one that was removed. share: 0 to 1; worked: average minutes."""

    week: str
    kind: str
    policy: int | None
    policy_name: str
    met: int
    breached: int
    share: float
    worked: float | None

    @staticmethod
    def dump(row: Row) -> dict[str, Any]:
        names = {one.pk: one.name for one in selectors.policies()}
        return {
            "week": row.week.isoformat(),
            "kind": row.kind,
            "policy": row.policy,
            "policy_name": names.get(row.policy or 0, ""),
            "met": row.met,
            "breached": row.breached,
            "share": round(row.share, 4),
            "worked": round(float(row.worked), 1) if row.worked is not None else None,
        }
