"""Actions that reach colleagues: calling somebody to a ticket, and having somebody follow it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.accounts import selectors as accounts
from core.automation.actions import values
from core.automation.actions.registry import Action, Ask, Part, register
from core.desk import selectors as desk
from core.notifications import services as notifications
from core.tickets import services
from core.tickets.models import Ticket
from core.tickets.rules import NOTE
from tenants.kernel.actor import SYSTEM, Actor

ASSIGNEE, RESPONSIBLE, TEAM, LEAD, WATCHERS = "assignee", "responsible", "team", "lead", "watchers"
WORDS = {
    ASSIGNEE: _("Whoever holds it"),
    RESPONSIBLE: _("Whoever is responsible for it"),
    TEAM: _("Everybody in its team"),
    LEAD: _("Who leads its team"),
    WATCHERS: _("Everybody who follows it"),
}
PERSON, OF_TEAM = "user:", "team:"


def _people() -> list[tuple[str, Any]]:
    rows = accounts.people(SYSTEM).filter(is_active=True)
    return [(f"{PERSON}{row.pk}", row.name) for row in rows]


def callable_people() -> list[tuple[str, Any]]:
    """Words first, then teams, then colleagues."""
    teams = [(f"{OF_TEAM}{row.pk}", row.name) for row in desk.teams()]
    return [*WORDS.items(), *teams, *_people()]


def followers() -> list[tuple[str, Any]]:
    return [(ASSIGNEE, WORDS[ASSIGNEE]), *_people()]


def _keys(options: Any) -> Any:
    return lambda: {key for key, _label in options()}


def _call(ticket: Ticket, keys: tuple[str, ...], by: Actor, overwrite: bool) -> str | None:
    """They are told as they want to be told. "kept" where it concerns nobody."""
    words = frozenset(key for key in keys if key in WORDS)
    told = notifications.call_people(
        ticket.pk, by=by.ref, who=by.name, words=words, users=_ids(keys, PERSON), teams=_ids(keys, OF_TEAM)
    )
    return None if told else "kept"


def _follow(ticket: Ticket, keys: tuple[str, ...], by: Actor, overwrite: bool) -> None:
    ids = _ids(keys, PERSON) | ({ticket.assignee_id} if ASSIGNEE in keys and ticket.assignee_id else set())
    for user in accounts.people(SYSTEM).filter(pk__in=ids, is_active=True):
        services.watch(ticket, user, by=by)


def _ids(keys: Iterable[str], before: str) -> frozenset[int]:
    return frozenset(int(key.removeprefix(before)) for key in keys if key.startswith(before))


register(Action("call", _("Call"), NOTE, Ask.CHOICES, values.some_of(_keys(callable_people)),
                part=Part.BEYOND, act=_call, options=callable_people))  # fmt: skip
register(Action("watch", _("Have it followed by"), NOTE, Ask.CHOICES, values.some_of(_keys(followers)),
                part=Part.BEYOND, act=_follow, options=followers))  # fmt: skip
