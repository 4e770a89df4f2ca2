"""The timer of one's own, started and stopped over an open line by the services of the page and the API.

A frame changes something, so whoever says it is asked for anew: a line trusts its person for a minute, a
write does not.
"""

from __future__ import annotations

from typing import Any

from core.accounts import selectors as accounts
from core.realtime import admission
from core.tickets import selectors as tickets
from core.work import selectors as work
from core.work.selectors.time import went_on
from core.work.services import timers
from core.work.timing import TRACK
from tenants import context, limits
from tenants.http import hosts
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, Refused, Unauthenticated
from tenants.rules import Door, Pass

MOST_ID = 2**63 - 1
UNTIL = ("", "now", "asked")


class BadFrame(Invalid):
    """As every frame that nobody understands is answered."""

    code = "malformed"


class ReadOnly(Refused):
    code = "tenant.restricted"


def done(host: str, key: str, said: dict[str, Any]) -> dict[str, Any]:
    """What the line is answered. Raises BadFrame, Unauthenticated, ReadOnly, Refused, NoSuchTicket,
    NoSuchTask, and what the timer says (timer.none, timer.ran_long).
    """
    person, tenant = admission.admitted(host, key), hosts.tenant_of(host)
    if person is None or tenant is None:
        raise Unauthenticated
    if tenant.at(Door.API) is not Pass.OPEN:
        raise ReadOnly
    if not person.actor.may(TRACK):
        raise Refused(permission=TRACK)
    with context.tenant(tenant):
        limits.hit("api", person.actor.ref)
        act = _start if said["event"] == "timer:start" else _stop
        return act(person.actor, said)


def _start(actor: Actor, said: dict[str, Any]) -> dict[str, Any]:
    """{ticket or task: id, note?, activity?}"""
    values = {name: said.get(name) for name in ("note", "activity")}
    if not all(value is None or isinstance(value, str) for value in values.values()):
        raise BadFrame
    row, stopped = timers.start(accounts.myself(actor), by=actor, **_on(actor, said), **values)
    return {"event": "timer:started", "entry": row.pk, "stopped": stopped.pk if stopped else None}


def _stop(actor: Actor, said: dict[str, Any]) -> dict[str, Any]:
    """{until?: now|asked, note?}"""
    until, note = said.get("until") or "", said.get("note")
    if until not in UNTIL or not (note is None or isinstance(note, str)):
        raise BadFrame
    row = timers.stop(accounts.myself(actor), by=actor, until=until, note=note)
    return {"event": "timer:stopped", "entry": row.pk, "minutes": row.minutes}


def _on(actor: Actor, said: dict[str, Any]) -> dict[str, Any]:
    """{"ticket": row} or {"task": row} that this person may read."""
    given = [name for name in ("ticket", "task") if said.get(name) is not None]
    if len(given) != 1 or type(pk := said[given[0]]) is not int or not 0 < pk <= MOST_ID:
        raise BadFrame
    if given[0] == "task":
        return {"task": work.task_with_id(actor, pk)}
    number = tickets.visible(actor).filter(pk=pk).values_list("number", flat=True).first()
    if number is None:
        raise tickets.NoSuchTicket
    return {"ticket": went_on(actor, tickets.ticket_for(actor, number, beside=("merged_into",)))}
