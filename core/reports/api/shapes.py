"""What the API shows of figures. Shares are 0 to 1, times minutes around the clock."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from core.doors.shapes import Shape, moment
from core.reports.selectors import Feed, Figures, Load, Sums, Workload, number_of
from core.reports.selectors.figures import CLOCKS

if TYPE_CHECKING:
    from core.audit.models import Record
    from core.tickets.models import Ticket


class ClockFiguresOut(Shape):
    """clock: first, next, resolution. share: null when none was decided."""

    clock: str
    met: int
    missed: int
    share: float | None


class SumsOut(Shape):
    """reply_*: from opening to the first answer; solve_*: to the solution. Null when there was none."""

    opened: int
    replied: int
    solved: int
    reply_median: float | None
    reply_p90: float | None
    solve_median: float | None
    solve_p90: float | None
    clocks: list[ClockFiguresOut]

    @staticmethod
    def dump(sums: Sums) -> dict[str, Any]:
        times = {
            f"{what}_{name}": _minutes(sums.took(what, share))
            for what in ("reply", "solve")
            for name, share in (("median", 0.5), ("p90", 0.9))
        }
        numbers = {name: sums[name] for name in ("opened", "replied", "solved")}
        return numbers | times | {"clocks": [_clock(sums, name) for name in CLOCKS]}


class DayFiguresOut(Shape):
    day: date
    opened: int
    replied: int
    solved: int


class FiguresOut(Shape):
    """now: of the span; before: of the equally long one before it. days: each day of the span."""

    first: date
    last: date
    now: SumsOut
    before: SumsOut
    days: list[DayFiguresOut]

    @staticmethod
    def dump(found: Figures) -> dict[str, Any]:
        none = Sums()
        days = [(day, found.days.get(day, none)) for day in found.window.days]
        return {
            "first": found.window.first.isoformat(),
            "last": found.window.last.isoformat(),
            "now": SumsOut.dump(found.now),
            "before": SumsOut.dump(found.before),
            "days": [
                {"day": day.isoformat(), **{name: sums[name] for name in ("opened", "replied", "solved")}}
                for day, sums in days
            ],
        }


class LoadOut(Shape):
    """agent: id, null for what nobody holds. is_active: seen within the last 15 minutes.

    burden, capacity: what they have to work at and how much they take on; null where nothing is handed out.
    """

    agent: int | None
    name: str
    open: int
    needs_reply: int
    waiting: int
    overdue: int
    snoozed: int
    oldest_at: str | None
    seen_at: str | None
    is_active: bool
    burden: int | None
    capacity: int | None

    @staticmethod
    def dump(load: Load) -> dict[str, Any]:
        names = ("name", "open", "needs_reply", "waiting", "overdue", "snoozed", "is_active", "burden",
                 "capacity")  # fmt: skip
        return {
            "agent": load.agent or None,
            **{name: getattr(load, name) for name in names},
            "oldest_at": moment(load.oldest_at),
            "seen_at": moment(load.seen_at),
        }


class WorkloadOut(Shape):
    """agents: the fullest desk first."""

    agents: list[LoadOut]
    unassigned: LoadOut
    active: int

    @staticmethod
    def dump(found: Workload) -> dict[str, Any]:
        return {
            "agents": [LoadOut.dump(one) for one in found.agents],
            "unassigned": LoadOut.dump(found.nobody),
            "active": found.active,
        }


class FeedLineOut(Shape):
    """person: id of a colleague, null for customers, rules and the desk itself.

    ticket: null for "archive.filled", of which `tickets` says how many went; else that is 1.
    """

    at: str
    action: str
    person: int | None
    name: str
    ticket: int | None
    subject: str
    tickets: int


class FeedOut(Shape):
    """older: `before` of the next page, null at the end. is_cut: there may be more than it found so far."""

    lines: list[FeedLineOut]
    older: int | None
    is_cut: bool

    @staticmethod
    def dump(found: Feed) -> dict[str, Any]:
        lines = [_feed_line(line, found.ticket_of(line)) for line in found.told]
        return {"lines": lines, "older": found.older or None, "is_cut": found.is_cut}


def _feed_line(line: Record, ticket: Ticket | None) -> dict[str, Any]:
    return {
        "at": moment(line.at),
        "action": line.action,
        "person": line.actor_id if line.actor_kind == "user" else None,
        "name": line.actor_name,
        "ticket": ticket.number if ticket else None,
        "subject": ticket.subject if ticket else "",
        "tickets": number_of(line),
    }


def _clock(sums: Sums, name: str) -> dict[str, Any]:
    share = sums.kept(name)
    return {
        "clock": name,
        "met": sums[f"{name}_met"],
        "missed": sums[f"{name}_missed"],
        "share": None if share is None else round(share, 4),
    }


def _minutes(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
