"""What somebody wants to hear of, when they are not to be disturbed, and who stands in for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit import trail
from core.desk import selectors as desk
from core.notifications import book
from core.notifications.models import Preference
from core.notifications.quiet import next_digest
from core.notifications.rules import DIGEST_ALARM, LONGEST_SNOOZE, VIEW, cleaned, usual_with
from core.notifications.selectors import preference, zone_of
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, Stale

Usual = Mapping[str, frozenset[str]]


@transaction.atomic
def save_preferences(user: User, *, by: Actor, seen: int | None = None, **values: Any) -> Preference:
    """Change some of it; the rest stays. values: cells ({cell: channels}; those not named stay), queues
    ({queue id: cells, or None for as everywhere}), digest, quiet_from, quiet_until, quiet_mail,
    snoozed_until, away_from, away_until, substitute (User or None).

    Raises Stale, Invalid. Repeating it changes nothing.
    """
    User.objects.select_for_update().get(pk=user.pk)  # there may be no row of ours to lock
    row = preference(user)
    if seen not in (None, row.version):
        raise Stale(version=row.version)
    before = _plain(row)
    for name in sorted(values):  # cells before queues, which differ from them
        setattr(row, name, _CLEAN[name](row, values[name]))
    if row.away_from and row.away_until and row.away_until < row.away_from:
        raise Invalid(fields={"away_until": [_("The last day is before the first one.")]})
    after = _plain(row)
    if before == after:
        return row
    row.version += not row._state.adding
    row.save()
    _set_digest(user, row)
    changed = [name for name in after if after[name] != before[name]]
    trail.record(
        "notifications.preferences_changed",
        on=user,
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    book.people.changed()
    book.absences.changed()
    return row


def _set_digest(user: User, row: Preference) -> None:
    if row.digest:
        set_alarm(DIGEST_ALARM, user.pk, next_digest(zone_of(user), clock.now()))
    else:
        clear_alarm(DIGEST_ALARM, user.pk)


def _cells(row: Preference, given: Mapping[str, Any]) -> dict[str, list[str]]:
    return _checked({**{cell: list(had) for cell, had in usual_with(row.cells).items()}, **given})


def _queues(row: Preference, given: Mapping[Any, Any]) -> dict[str, dict[str, list[str]]]:
    """Only what differs from everywhere, and of queues that there are."""
    kept, usual = dict(row.queues), usual_with(row.cells)
    for queue, cells in given.items():
        key = str(desk.queue(int(queue)).pk) if str(queue).isdecimal() and len(str(queue)) < 10 else ""
        if not key:
            raise Invalid(fields={"queues": [_("There is no such queue.")]})
        kept.pop(key, None)
        if cells and (own := _checked(cells, usual)):
            kept[key] = own
    return kept


def _checked(
    cells: Mapping[str, Any], usual: Mapping[str, frozenset[str]] | None = None
) -> dict[str, list[str]]:
    try:
        return cleaned(cells, usual) if usual is not None else cleaned(cells)
    except (KeyError, TypeError):
        raise Invalid(fields={"cells": [_("There is no such notification.")]}) from None


def _moment(row: Preference, value: datetime | None) -> datetime | None:
    if value is None or value <= clock.now():
        return None
    if value > clock.now() + LONGEST_SNOOZE:
        raise Invalid(fields={"snoozed_until": [_("A month at most.")]})
    return value


def _deputy(row: Preference, value: User | None) -> User | None:
    if value is None:
        return None
    if value.pk == row.user_id or not value.is_active or VIEW not in value.role.permissions:
        raise Invalid(fields={"substitute": [_("Choose another colleague who works with tickets.")]})
    return value


def _as_it_is(row: Preference, value: bool | time | date | None) -> Any:
    return value


_CLEAN: dict[str, Callable[[Preference, Any], Any]] = {
    "cells": _cells,
    "queues": _queues,
    "digest": _as_it_is,
    "quiet_from": _as_it_is,
    "quiet_until": _as_it_is,
    "quiet_mail": _as_it_is,
    "snoozed_until": _moment,
    "away_from": _as_it_is,
    "away_until": _as_it_is,
    "substitute": _deputy,
}


def _plain(row: Preference) -> dict[str, Any]:
    """As the record keeps it."""
    found = {name: getattr(row, name) for name in _CLEAN if name != "substitute"}
    plain = {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in found.items()
    }
    return plain | {"substitute": row.substitute_id}
