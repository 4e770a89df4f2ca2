"""Rules that go by the clock: a status that has stood for a while, and schedules with their hours.

Each alarm is one transaction over at most rules.BATCH tickets, taken in the order of their ids, and sets the
next one. What was done is kept with its effect, so a killed worker repeats nothing and forgets nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, QuerySet

from core.automation import book, spam
from core.automation.book import Ready
from core.automation.case import Case, asks
from core.automation.models import Firing, Run
from core.automation.rules import BATCH, HOURS, MOST_IN_RUN, STILL, last_slot, next_slot
from core.automation.services.acting import act
from core.tickets.conditions import Asking, as_query
from core.tickets.conditions.values import span
from core.tickets.models import Ticket
from tenants import context
from tenants.alarms.bell import clear_alarm, ensure_alarm, set_alarm
from tenants.kernel import clock

LOOK, SCHEDULE, RUN = "automation.still", "automation.schedule", "automation.run"
SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=1)  # between two looks at what stands still
PAUSE = timedelta(minutes=10)  # between the first 2,000 tickets of a slot and the next


@transaction.atomic
def look_at_still() -> None:
    """The alarm: act on what has stood in its status for long enough, once for each time it came into it."""
    now, room = clock.now(), BATCH
    rules = [ready for ready in book.page().triggers if STILL in ready.row.events]
    for ready in rules:
        due = waiting(ready, now).filter(status_since__lte=now - span(ready.row.after))
        rows = list(due.order_by("pk").values_list("pk", "status_since")[:room])
        for pk, since in rows:
            _one(ready, pk, STILL, f"still:{since.timestamp():.6f}")
        room -= len(rows)
    if rules:
        set_alarm(LOOK, 0, _next_look(rules, now) if room else now)


def waiting(ready: Ready, now: datetime) -> QuerySet[Ticket]:
    """Tickets the rule is about that it has not acted on since they came into their status.

    Those that had stood for long enough when it was switched on are left alone.
    """
    acted = Firing.objects.filter(ticket=OuterRef("pk"), rule=ready.row.pk, at__gte=OuterRef("status_since"))
    rows = Ticket.objects.filter(as_query(ready.tree, Asking(now)), merged_into=None)
    return spam.without(rows, ready.tree).filter(
        ~Exists(acted), status_since__gt=ready.row.active_since - span(ready.row.after)
    )


def _next_look(rules: Collection[Ready], now: datetime) -> datetime:
    """When the first of those that stand is due, or could be that come into their status from now on.

    Within the hour, for what they ask about may change.
    """
    firsts = ((waiting(ready, now).aggregate(first=Min("status_since"))["first"], ready) for ready in rules)
    moments = [first + span(ready.row.after) for first, ready in firsts if first]
    shortest = min(span(ready.row.after) for ready in rules)
    return max(min([*moments, now + shortest, now + LATEST]), now + SOONEST)


@transaction.atomic
def begin_run(rule_id: int) -> None:
    """The alarm of a schedule: its slot begins, once, and the next one is set."""
    ready, now = _schedule(rule_id), clock.now()
    if ready is None:
        return
    slot = last_slot(ready.row.hours, zone(), now)
    _set_hour(ready, now)
    if slot is None or slot < ready.row.active_since:
        return
    run, is_new = Run.objects.get_or_create(rule=ready.row, slot=slot)
    if is_new:
        set_alarm(RUN, run.pk, now)


@transaction.atomic
def go_on(run_id: int) -> None:
    """The next tickets of a run. It ends with the last one, or with its rule."""
    run = Run.objects.select_for_update().filter(pk=run_id, ended_at=None).first()
    if run is None:
        return
    ready, now = _schedule(run.rule_id), clock.now()
    found = list(_scheduled(ready, now, run.last_id)) if ready else []
    before = run.acted
    for pk in found:
        state = _one(ready, pk, HOURS, f"run:{run.pk}") if ready else ""
        run.done += state == Firing.State.FIRED
        run.failed += state == Firing.State.FAILED
        run.last_id = pk
    if len(found) < BATCH:
        run.ended_at = now
    else:
        is_full = run.acted // MOST_IN_RUN > before // MOST_IN_RUN
        set_alarm(RUN, run.pk, now + PAUSE if is_full else now)
    run.save(update_fields=["last_id", "done", "failed", "ended_at"])


def _scheduled(ready: Ready, now: datetime, after: int) -> QuerySet[Ticket, int]:
    rows = Ticket.objects.filter(as_query(ready.tree, Asking(now)), merged_into=None, pk__gt=after)
    return spam.without(rows, ready.tree).order_by("pk").values_list("pk", flat=True)[:BATCH]


def _one(ready: Ready, pk: int, event: str, chain: str) -> str:
    """Under the conditions as the ticket stands now; "" when it does not fit any more."""
    case = Case(pk, event, chain)
    return act(ready, case, {}) if case.look() and asks(ready, case) else ""


def set_alarms() -> None:
    """Those of active rules; called when one is saved, and each hour for what got lost."""
    now, page = clock.now(), book.page()
    if any(STILL in ready.row.events for ready in page.triggers):
        ensure_alarm(LOOK, 0, now + SOONEST)
    for ready in page.schedules:
        slot = next_slot(ready.row.hours, zone(), now)
        if slot:
            ensure_alarm(SCHEDULE, ready.row.pk, slot)


def look_soon() -> None:
    """A rule that asks for less than those before it does not wait for their next look."""
    set_alarm(LOOK, 0, clock.now() + SOONEST)


def move_alarm(rule_id: int) -> None:
    """After its hours were changed, or it was switched off."""
    ready = _schedule(rule_id)
    if ready:
        _set_hour(ready, clock.now())
    else:
        clear_alarm(SCHEDULE, rule_id)


def zone() -> ZoneInfo:
    return ZoneInfo(context.current_tenant().time_zone)


def _set_hour(ready: Ready, now: datetime) -> None:
    if slot := next_slot(ready.row.hours, zone(), now):
        set_alarm(SCHEDULE, ready.row.pk, slot)


def _schedule(rule_id: int) -> Ready | None:
    return next((one for one in book.page().schedules if one.row.pk == rule_id), None)
