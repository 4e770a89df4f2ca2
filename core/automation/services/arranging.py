"""Writing rules. Whoever writes what a rule does must be allowed to do it by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from core.audit import trail
from core.automation import book
from core.automation.actions import BadAction, as_json, check_allowed, read
from core.automation.models import Rule
from core.automation.rules import HAPPENS, HOURS, MOST_RULES, PASSES, STILL, tree_of
from core.automation.services import clockwork
from core.tickets import conditions
from core.tickets.conditions import BadCondition
from core.tickets.conditions.values import SPAN
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, Stale
from tenants.kernel.text import one_line, storable

VALUES = (
    "kind", "name", "activator", "events", "after", "hours", "conditions", "actions", "stop_after_match",
    "is_active",
)  # fmt: skip


class NoMoreRules(Conflict):
    """data: limit."""

    code = "rule.limit"
    sentence = "An organization has {limit} rules at most."


@transaction.atomic
def save_rule(row: Rule | None, *, by: Actor, seen: int | None = None, **values: Any) -> Rule:
    """Create (row None) or change. values: names of VALUES; kind stays as it was created.

    seen: the version the caller looked at; None skips the check. Raises Invalid, ActionNotAllowed, Stale,
    NoMoreRules.
    """
    row = _new(by) if row is None else Rule.objects.select_for_update().get(pk=row.pk)
    if seen not in (None, row.version):
        raise Stale(version=row.version)
    if row.pk:
        values.pop("kind", None)
    values = checked(row, values, by)
    if row.pk and all(getattr(row, name) == value for name, value in values.items()):
        return row

    before = None if row.pk is None else {name: getattr(row, name) for name in values}
    if values.get("is_active", row.is_active) and not (row.pk and row.is_active):
        row.active_since = clock.now()
    if before is None or values.get("actions", row.actions) != row.actions:
        row.author_id = by.id if by.kind == "user" else None
    for name, value in values.items():
        setattr(row, name, value)
    row.version += row.pk is not None
    row.save()

    verb = "created" if before is None else "changed"
    trail.record(f"rule.{verb}", on=row, by=by, before=before, after=values)
    _changed(row)
    return row


@transaction.atomic
def delete_rule(row: Rule, *, by: Actor) -> None:
    """What it did stays in the traces of tickets. Twice is once."""
    found = Rule.objects.select_for_update().filter(pk=row.pk).first()
    if found is None:
        return
    before = {name: getattr(found, name) for name in VALUES}
    trail.record("rule.deleted", on=found, by=by, before=before)
    pk = found.pk
    found.delete()
    book.page.changed()
    clockwork.move_alarm(pk)


@transaction.atomic
def order_rules(ids: Sequence[int], *, by: Actor) -> None:
    """Ask these first, in this order; those that are not named follow as they stood."""
    rows = {row.pk: row for row in Rule.objects.select_for_update().order_by("position", "id")}
    wanted = [*(pk for pk in dict.fromkeys(ids) if pk in rows), *(pk for pk in rows if pk not in ids)]
    if wanted == list(rows):
        return
    before = [row.name for row in rows.values()]
    for place, pk in enumerate(wanted):
        Rule.objects.filter(pk=pk).exclude(position=place).update(position=place)
    after = [rows[pk].name for pk in wanted]
    trail.record("rule.ordered", on=rows[wanted[0]], by=by, before=before, after=after)
    book.page.changed()


def checked(row: Rule, values: Mapping[str, Any], by: Actor, *, is_trial: bool = False) -> dict[str, Any]:
    """The values as they are kept, with those that follow from them. Raises Invalid, ActionNotAllowed.

    is_trial: only whether it can be looked for; its name may be taken, and it need not do anything.
    """
    found = {name: value for name, value in values.items() if name in VALUES}
    if row.pk and found == {"is_active": False}:  # one that is broken by now, most of all
        return found
    whole = {name: found.get(name, getattr(row, name)) for name in VALUES}
    wrong: dict[str, list[str]] = {}
    if "name" in found:
        found["name"] = one_line(storable(str(found["name"])), 80)
        if not found["name"]:
            wrong["name"] = [_("Give the rule a name.")]
        elif not is_trial and Rule.objects.filter(name=found["name"]).exclude(pk=row.pk).exists():
            wrong["name"] = [_("There is a rule of this name already.")]
    _check_choices(whole, wrong)
    found |= _when(whole, wrong)
    try:
        on_events = whole["kind"] == Rule.Kind.TRIGGER and whole["activator"] != Rule.Activator.TIME
        found["conditions"] = conditions.as_json(tree_of(whole["conditions"], on_events=on_events))
    except BadCondition as refusal:
        wrong["conditions"] = [refusal.message]
    try:
        steps = read(whole["actions"])
        if not steps and not is_trial:
            wrong["actions"] = [_("Say what it does.")]
        found["actions"] = as_json(steps)
    except BadAction as refusal:
        wrong["actions"] = [refusal.message]
    if wrong:
        raise Invalid(fields=wrong)
    if row.pk is None or does_more(row, found):
        check_allowed(steps, by)
    return found


def does_more(row: Any, values: Mapping[str, Any]) -> bool:
    """Whether what is written may have it done more often, or otherwise: conditions widen what actions do.

    Another name, and switching it off, do not. row: a rule, or what recurs.
    """
    moved = {name for name, value in values.items() if getattr(row, name) != value} - {"name"}
    return bool(moved) and not (moved == {"is_active"} and not values["is_active"])


def _check_choices(whole: Mapping[str, Any], wrong: dict[str, list[str]]) -> None:
    for name, known in (("kind", Rule.Kind.values), ("activator", Rule.Activator.values)):
        if whole[name] not in known:
            wrong[name] = [_("Choose one of: %(names)s.") % {"names": ", ".join(known)}]


def _when(whole: Mapping[str, Any], wrong: dict[str, list[str]]) -> dict[str, Any]:
    """events, after and hours as they belong to the kind."""
    if whole["kind"] == Rule.Kind.SCHEDULE:
        hours, odd = _grid(whole["hours"])
        if odd:
            wrong["hours"] = [_("There is no such day or hour: %(names)s.") % {"names": _listed(odd)}]
        elif not any(hours):
            wrong["hours"] = [_("Choose one hour of the week at least.")]
        return {"hours": hours, "events": [HOURS], "after": "", "activator": Rule.Activator.TIME}
    is_time = whole["activator"] == Rule.Activator.TIME
    known = PASSES if is_time else HAPPENS
    given = whole["events"] if isinstance(whole["events"], list | tuple) else []
    events = [name for name in known if name in given]
    if unknown := [name for name in given if name not in events]:
        wrong["events"] = [_("It cannot hear of this: %(names)s.") % {"names": _listed(unknown)}]
    elif not events:
        wrong["events"] = [_("Choose what it hears of.")]
    after = str(whole["after"] or "").strip().lower().replace(" ", "") if STILL in events else ""
    if STILL in events and (not SPAN.fullmatch(after) or len(after) > 8):
        wrong["after"] = [_("Give a span of time such as 90m, 12h or 3d.")]
    return {"events": events, "after": after, "hours": []}


def _grid(raw: Any) -> tuple[list[list[int]], list[Any]]:
    """(the hours of seven days, what in it is none)"""
    given = list(raw) if isinstance(raw, list | tuple) else [raw]
    odd = [day for place, day in enumerate(given) if place > 6 or not isinstance(day, list | tuple)]
    days = [day if isinstance(day, list | tuple) else [] for day in given[:7]]
    odd += [hour for day in days for hour in day if not _is_hour(hour)]
    grid = [sorted({hour for hour in day if _is_hour(hour)}) for day in days]
    return grid + [[]] * (7 - len(grid)), odd


def _is_hour(raw: Any) -> bool:
    return type(raw) is int and 0 <= raw < 24


def _listed(odd: Sequence[Any]) -> str:
    return ", ".join(str(one)[:40] for one in odd[:5])


def _new(by: Actor) -> Rule:
    found = Rule.objects.aggregate(count=Count("pk"), last=Max("position"))
    if found["count"] >= MOST_RULES:
        raise NoMoreRules(limit=MOST_RULES)
    return Rule(position=0 if found["last"] is None else found["last"] + 1)


def _changed(row: Rule) -> None:
    book.page.changed()
    if row.kind == Rule.Kind.SCHEDULE:
        clockwork.move_alarm(row.pk)
    elif STILL in row.events and row.is_active:
        clockwork.look_soon()
