"""Saying that one is here, or away; and what a colleague can take: how much, which languages and skills."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.assignment import book
from core.assignment.models import Availability, Handing
from core.assignment.services.handing import is_watching, pull
from core.assignment.services.releasing import take_back, unanswered
from core.audit import trail
from core.desk import selectors as desk
from core.tickets import services as tickets
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, Stale

VALUES = ("state", "capacity", "languages", "skills")
MOST_CAPACITY, MOST_LISTED = 1_000, 40
STATES = Availability.State


@transaction.atomic
def save_availability(user: User, *, by: Actor, seen: int | None = None, **values: Any) -> Availability:
    """values: names of VALUES. Returns the fresh row; repeating it changes nothing.

    Away with one's tickets to others: those whose customers wait are nobody's from then on, in queues that
    hand out. Raises Invalid, Stale.
    """
    values = _checked(values)
    pull_first = is_watching()
    if pull_first:
        pull()
    Availability.objects.get_or_create(user=user)
    row = Availability.objects.select_for_update().get(pk=user.pk)
    if seen not in (None, row.version):
        raise Stale(version=row.version)
    before = {name: getattr(row, name) for name in values if getattr(row, name) != values[name]}
    if not before:
        return row
    for name in before:
        setattr(row, name, values[name])
    if "state" in before:
        row.since = clock.now()
    row.version += 1
    row.save()
    trail.record(
        "assignment.availability_changed", on=row, by=by, before=before,
        after={name: values[name] for name in before},
    )  # fmt: skip
    book.page.changed()
    if before.get("state") and row.state == STATES.REASSIGN:
        _release(user)
    return row


@transaction.atomic
def come_back(user: User, *, by: Actor) -> int:
    """Second thoughts about being away: available, and what was taken back and nobody holds is theirs again.

    Returns how many tickets that are.
    """
    since = Availability.objects.filter(pk=user.pk, state=STATES.REASSIGN).values_list("since", flat=True)
    moment = since.first()
    save_availability(user, by=by, state=STATES.AVAILABLE)
    if moment is None:
        return 0
    rows = Handing.objects.filter(user=user, kind=Handing.Kind.AWAY, at__gte=moment)
    found = list(rows.order_by("ticket_id").values_list("ticket_id", "queue_id"))
    return sum(_given_back(ticket, queue, user, by) for ticket, queue in found)


def _given_back(ticket: int, queue: int, user: User, by: Actor) -> bool:
    """Not where somebody else holds it, nor where they may answer no more."""
    try:
        return tickets.hand(ticket, user, by=by, held_by=None, queue=queue) is not None
    except tickets.CannotTake:
        return False


def _release(user: User) -> None:
    for row in unanswered(user.pk).filter(queue__in=book.page().on).order_by("pk"):
        take_back(row, Handing.Kind.AWAY, {})


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    wrong: dict[str, list[str]] = {}
    clean = {name: value for name, value in values.items() if name in VALUES}
    if clean.get("state", STATES.AVAILABLE) not in STATES.values:
        wrong["state"] = [_("Choose one of those there are.")]
    if (most := clean.get("capacity")) is not None and not 0 <= most <= MOST_CAPACITY:
        wrong["capacity"] = [_("Between 0 and 1,000.")]
    if "languages" in clean:
        codes = [str(one).strip().lower().replace("_", "-") for one in clean["languages"]]
        clean["languages"] = sorted({one.split("-")[0] for one in codes if one})
        if any(not (2 <= len(one) <= 3 and one.isascii() and one.isalpha()) for one in clean["languages"]):
            wrong["languages"] = [_("Short names of languages, such as en or de.")]
    if "skills" in clean:
        known = {tag.pk for tag in desk.tags()}
        clean["skills"] = sorted({pk for pk in clean["skills"] if pk in known})
    if any(len(clean.get(name) or ()) > MOST_LISTED for name in ("languages", "skills")):
        wrong["skills"] = [_("Forty at most.")]
    if wrong:
        raise Invalid(fields=wrong)
    return clean
