"""What a recurring ticket is made of, read from a form or the API: each value with its sentence beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from core.accounts import selectors as accounts
from core.automation.actions import BadAction, as_json, read
from core.automation.dates import BadRule, clean, is_near
from core.automation.models import Recurrence
from core.contacts.services import contact_for
from core.desk import selectors as desk
from core.desk.refusals import NoSuchQueue
from core.tickets.services.words import LONGEST_TEXT
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid
from tenants.kernel.text import one_line, storable

VALUES = (
    "name", "subject", "text", "queue_id", "customer", "actions", "rule", "starts_on", "at", "time_zone",
    "is_active",
)  # fmt: skip


def plain_of(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """As audit lines keep them."""
    if values is None:
        return None
    moments = (date, datetime, time)
    return {
        name: value.isoformat() if isinstance(value, moments) else value for name, value in values.items()
    }


def checked(row: Recurrence, values: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """As columns. Raises Invalid with a sentence beside each field."""
    if unknown := set(values) - set(VALUES):
        raise Invalid(fields={min(unknown): [_("There is no such value.")]})
    clean_values: dict[str, Any] = {}
    wrong: dict[str, list[str]] = {}
    given = dict(values) if row.pk else {"customer": "", "queue_id": None, "actions": [], **values}
    for name in ("name", "subject", "text", "rule", "starts_on", "at", "time_zone"):
        if row.pk is None:
            given.setdefault(name, None)
    for name, value in given.items():
        try:
            clean_values |= _READ[name](value, row, by)
        except ValueError as fault:
            wrong[name] = [str(fault)]
        except BadAction as bad:
            wrong[name] = [str(bad.data["what"])]
        except (NoSuchQueue, Invalid) as refusal:
            wrong[name] = [refusal.message]
    if wrong:
        raise Invalid(fields=wrong)
    return clean_values


def _name(value: Any, row: Recurrence, by: Actor) -> dict[str, Any]:
    name = one_line(storable(str(value or "")), 80)
    if not name:
        raise ValueError(_("Give it a name."))
    if Recurrence.objects.filter(name=name).exclude(pk=row.pk).exists():
        raise ValueError(_("Another one has this name."))
    return {"name": name}


def _subject(value: Any, row: Recurrence, by: Actor) -> dict[str, Any]:
    subject = one_line(storable(str(value or "")), 255)
    if not subject:
        raise ValueError(_("Give the ticket a subject."))
    return {"subject": subject}


def _text(value: Any, row: Recurrence, by: Actor) -> dict[str, Any]:
    text = storable(str(value or "")).replace("\r\n", "\n").strip()[:LONGEST_TEXT]
    if not text:
        raise ValueError(_("Say what is to be done."))
    return {"text": text}


def _queue(value: Any, row: Recurrence, by: Actor) -> dict[str, Any]:
    return {"queue_id": desk.queue(value).pk if value else None}


def _customer(value: Any, row: Recurrence, by: Actor) -> dict[str, Any]:
    """An address; without one the ticket is opened in the name of the colleague who writes this.

    A customer without an address is no address that was taken away: they stay.
    """
    address, name = str(value or "").strip(), ""
    if not address:
        if by.kind != "user" or (row.contact_id and not row.customer):
            return {"contact_id": row.contact_id}
        me = accounts.myself(by)
        address, name = me.email, me.name
    return {"contact_id": contact_for(address, name, by=by).pk}


def _actions(value: Any, row: Recurrence, by: Actor) -> dict[str, Any]:
    return {"actions": as_json(read(value or [], by=by))}


def _rule(value: Any, row: Recurrence, by: Actor) -> dict[str, Any]:
    try:
        return {"rule": clean(str(value or ""))}
    except BadRule:
        raise ValueError(_("Say how often it comes, such as FREQ=WEEKLY;BYDAY=MO.")) from None


def _starts_on(value: Any, row: Recurrence, by: Actor) -> dict[str, Any]:
    if not isinstance(value, date):
        raise ValueError(_("Choose the first day."))
    if not is_near(value, clock.now().date()):
        raise ValueError(_("Choose a day within ten years."))
    return {"starts_on": value}


def _at(value: Any, row: Recurrence, by: Actor) -> dict[str, Any]:
    if not isinstance(value, time):
        raise ValueError(_("Choose the time of the day."))
    return {"at": value.replace(second=0, microsecond=0, tzinfo=None)}


def _time_zone(value: Any, row: Recurrence, by: Actor) -> dict[str, Any]:
    if value not in available_timezones():
        raise ValueError(_("There is no such time zone."))
    return {"time_zone": value}


def _is_active(value: Any, row: Recurrence, by: Actor) -> dict[str, Any]:
    return {"is_active": bool(value)}


_READ = {
    "name": _name, "subject": _subject, "text": _text, "queue_id": _queue, "customer": _customer,
    "actions": _actions, "rule": _rule, "starts_on": _starts_on, "at": _at, "time_zone": _time_zone,
    "is_active": _is_active,
}  # fmt: skip
