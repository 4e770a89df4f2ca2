"""Policies: what is promised to whom. Exactly one is the default, asked last, and it cannot be removed.

Tickets keep what they were promised when they came under a policy; a change holds for those that come
under it from then on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from billing.selectors import allowance
from core.audit import trail
from core.sla import book
from core.sla.models import LONGEST, Policy
from core.sla.rules import EVERY, not_asked, tree_of
from core.tickets.conditions import BadCondition, as_json
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, Stale
from tenants.kernel.text import one_line, storable

MOST_POLICIES = 50  # they are walked through for each ticket, and nobody reads longer lists
TARGETS = ("first_reply", "next_reply", "resolution")


class DefaultStays(Conflict):
    code = "sla_policy.default_stays"
    sentence = "The default policy cannot be removed or switched off. Make another one the default first."


class NoMorePolicies(Conflict):
    """data: limit."""

    code = "sla_policy.limit"
    sentence = "Your plan includes {limit} SLA policies of your own."


@transaction.atomic
def save_policy(row: Policy | None, *, by: Actor, seen: int | None = None, **values: Any) -> Policy:
    """Create (row None) or change. values: name, conditions, first_reply, next_reply, resolution (minutes or
    None), calendar, warn_assignee, warn_lead, is_active, is_default.

    seen: the version the caller looked at; None skips the check. Making one the default takes it from the
    other, and the default one has no conditions. Raises Invalid, Stale, DefaultStays, NoMorePolicies.
    """
    row = _new() if row is None else Policy.objects.select_for_update().get(pk=row.pk)
    if seen not in (None, row.version):
        raise Stale(version=row.version)
    if row.is_default and (values.get("is_default") is False or values.get("is_active") is False):
        raise DefaultStays
    if values.get("is_default") or row.is_default:
        values |= {"is_default": True, "is_active": True, "conditions": dict(EVERY)}
    if "name" in values:
        values["name"] = one_line(storable(values["name"]), 80)
    if row.pk and all(getattr(row, name) == value for name, value in values.items()):
        return row

    before = None if row.pk is None else {name: _plain(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    _take_default(row)
    _check(row)
    row.version += row.pk is not None
    row.save()

    after = {name: _plain(row, name) for name in values}
    verb = "created" if before is None else "changed"
    trail.record(f"sla_policy.{verb}", on=row, by=by, before=before, after=after)
    book.page.changed()
    return row


@transaction.atomic
def delete_policy(row: Policy, *, by: Actor) -> None:
    """Tickets under it keep their targets. Twice is once. Raises DefaultStays."""
    found = Policy.objects.select_for_update().filter(pk=row.pk).first()
    if found is None:
        return
    if found.is_default:
        raise DefaultStays
    trail.record("sla_policy.deleted", on=found, by=by, before={"name": found.name})
    found.delete()
    book.page.changed()


@transaction.atomic
def order_policies(ids: Sequence[int], *, by: Actor) -> None:
    """Ask these first, in this order; those that are not named follow as they stood. The default is last."""
    rows = {row.pk: row for row in Policy.objects.select_for_update().order_by("position", "id")}
    wanted = [*(pk for pk in dict.fromkeys(ids) if pk in rows), *(pk for pk in rows if pk not in ids)]
    before = [row.name for row in rows.values()]
    if wanted == list(rows):
        return
    for place, pk in enumerate(wanted):
        Policy.objects.filter(pk=pk).exclude(position=place).update(position=place)
    after = [rows[pk].name for pk in wanted]
    trail.record("sla_policy.ordered", on=rows[wanted[0]], by=by, before=before, after=after)
    book.page.changed()


def _new() -> Policy:
    if not (room := allowance("sla")).allows():
        raise NoMorePolicies(limit=room.limit)
    found = Policy.objects.aggregate(count=Count("pk"), last=Max("position"))
    if found["count"] >= MOST_POLICIES:
        raise NoMorePolicies(limit=MOST_POLICIES)
    return Policy(position=0 if found["last"] is None else found["last"] + 1)


def _take_default(row: Policy) -> None:
    """From the one that was it. That one has no conditions, would match every ticket, and is switched off."""
    if row.is_default:
        Policy.objects.filter(is_default=True).exclude(pk=row.pk).update(is_default=False, is_active=False)


def _check(row: Policy) -> None:
    fields: dict[str, list[str]] = {}
    try:
        row.full_clean(exclude=["calendar"])
    except ValidationError as error:
        fields = {name: list(said) for name, said in error.message_dict.items()}
    targets = {name: getattr(row, name) for name in TARGETS}
    for name, minutes in targets.items():
        if minutes is not None and not 1 <= minutes <= LONGEST:
            fields[name] = [_("Between one minute and a year, or leave it empty.")]
    if not any(targets.values()):
        fields.setdefault("first_reply", []).append(_("Promise at least one of the three."))
    try:
        tree = tree_of(row.conditions)
        row.conditions = as_json(tree)
        if label := not_asked(tree):
            fields["conditions"] = [_("A policy cannot ask about “%(field)s”.") % {"field": label}]
    except BadCondition as refusal:
        fields["conditions"] = [refusal.message]
    if fields:
        raise Invalid(fields=fields)


def _plain(row: Policy, name: str) -> Any:
    value = getattr(row, name)
    return getattr(value, "pk", value)
