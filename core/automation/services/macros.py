"""Writing macros, and running one: all of it at once, or nothing with the reason.

A macro is the word of the person who runs it: it needs their permissions, and it overwrites what others
chose. Words for the customer are a draft in their composer; nothing is sent before they send it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.accounts import selectors as accounts
from core.audit import trail
from core.automation.actions import BadAction, Outcome, as_json, perform, read
from core.automation.models import Macro
from core.automation.rules import ARRANGE
from core.desk import selectors as desk
from core.desk import variables
from core.desk.refusals import NoSuchReply
from core.tickets import selectors as selected
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants import context
from tenants.kernel import wordings
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Conflict, Invalid, Refused, Stale
from tenants.kernel.text import one_line, storable

VALUES = (
    "name", "description", "owner_id", "team_id", "role_id", "actions", "draft", "then", "is_active",
    "position",
)  # fmt: skip
MOST_OWN, MOST_SHARED = 50, 100  # more of them are not found again
LONGEST_DRAFT = 10_000
THEN = Macro.Then.choices
CANNED = "canned:"  # before the shortcut of a canned reply


class MacroNotYours(Refused):
    code = "macro.not_yours"
    sentence = "This macro belongs to others. Ask an administrator, or keep one of your own."


class TooManyMacros(Conflict):
    """data: limit."""

    code = "macro.limit"
    sentence = "There are {limit} such macros already. Remove one first."


@dataclass(frozen=True, slots=True)
class Ran:
    """What running it did. moved: what `tickets.give_back` goes by, None where no value changed.

    draft: words for the composer, filled; "" for none.
    """

    outcome: Outcome
    moved: dict[str, Any] | None
    draft: str

    @property
    def ticket(self) -> Ticket:
        return self.outcome.ticket


@transaction.atomic
def save_macro(row: Macro | None, *, by: Actor, seen: int | None = None, **values: Any) -> Macro:
    """Create (row None) or change. values: names of VALUES.

    Raises Invalid, ActionNotAllowed, MacroNotYours, TooManyMacros, Stale.
    """
    if row is not None:
        row = Macro.objects.select_for_update().get(pk=row.pk)
        if seen not in (None, row.version):
            raise Stale(version=row.version)
        _check_yours(by, row.owner_id)
    fresh = row or Macro(owner_id=by.id)
    values = _checked(fresh, values, by)
    if row is not None and all(getattr(row, name) == value for name, value in values.items()):
        return row
    _check_yours(by, values.get("owner_id", fresh.owner_id))
    if row is None:
        _check_room(values.get("owner_id", fresh.owner_id))

    before = None if row is None else {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(fresh, name, value)
    fresh.version += row is not None
    fresh.save()

    trail.record(
        f"macro.{'created' if before is None else 'changed'}", on=fresh, by=by, before=before, after=values
    )
    return fresh


@transaction.atomic
def delete_macro(row: Macro, *, by: Actor) -> None:
    """Twice is once. Raises MacroNotYours."""
    found = Macro.objects.select_for_update().filter(pk=row.pk).first()
    if found is None:
        return
    _check_yours(by, found.owner_id)
    trail.record("macro.deleted", on=found, by=by, before={name: getattr(found, name) for name in VALUES})
    found.delete()


@transaction.atomic
def order_macros(ids: Sequence[int], *, by: Actor) -> None:
    """Offer these first, in this order; only those that the actor may change are moved."""
    mine = Q(owner_id=by.id) | Q(owner=None) if by.may(ARRANGE) else Q(owner_id=by.id)
    rows = {row.pk: row for row in Macro.objects.select_for_update().filter(mine)}
    for place, pk in enumerate(pk for pk in dict.fromkeys(ids) if pk in rows):
        if rows[pk].position != place:
            Macro.objects.filter(pk=pk).update(position=place)


@transaction.atomic
def run_macro(row: Macro, ticket: Ticket, *, by: Actor, seen: int | None = None) -> Ran:
    """All of it or nothing. Raises ActionNotAllowed, StaleTicket, and whatever the services refuse."""
    steps = read(row.actions)
    before = tickets.stand(tickets.locked_all([ticket.pk])[ticket.pk])
    outcome = perform(ticket, steps, by=by, seen=seen)
    moved = tickets.difference(before, tickets.stand(outcome.ticket))
    trail.record("ticket.macro_run", on=outcome.ticket, by=by, after={"macro": row.pk, "name": row.name})
    return Ran(outcome, moved, draft_of(row, outcome.ticket, by))


def draft_of(row: Macro, ticket: Ticket, by: Actor) -> str:
    """The words for the composer, as they would read in this ticket. NoSuchReply."""
    if not row.draft:
        return ""
    return variables.fill(_worded(row.draft, ticket), selected.values_of(ticket, accounts.myself(by)))


def _checked(row: Macro, values: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    if unknown := set(values) - set(VALUES):
        raise Invalid(fields={min(unknown): [_("There is no such value.")]})
    clean = dict(values)
    wrong: dict[str, list[str]] = {}
    if "name" in clean or row.pk is None:
        clean["name"] = one_line(storable(str(clean.get("name", ""))), 60)
        if not clean["name"]:
            wrong["name"] = [_("Give it a name.")]
    if "description" in clean:
        clean["description"] = one_line(storable(str(clean["description"])), 200)
    if "then" in clean and clean["then"] not in Macro.Then.values:
        wrong["then"] = [_("Choose one of those there are.")]
    wrong |= _gone(clean)
    if "actions" in clean:
        try:
            clean["actions"] = as_json(read(clean["actions"], by=by))
        except BadAction as bad:
            wrong["actions"] = [str(bad.data["what"])]
    if "draft" in clean:
        clean["draft"], wrong_draft = _draft(clean["draft"])
        wrong |= {"draft": wrong_draft} if wrong_draft else {}
    if not (wrong or clean.get("actions", row.actions) or clean.get("draft", row.draft)):
        wrong["actions"] = [_("Say what it does, or give it words for the composer.")]
    if wrong:
        raise Invalid(fields=wrong)
    return clean


def _gone(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """The team or the role it is to be of, where that was removed meanwhile."""
    wrong: dict[str, list[str]] = {}
    team, role = values.get("team_id"), values.get("role_id")
    if team and all(one.pk != team for one in desk.teams()):
        wrong["team_id"] = [_("This team is gone. Choose again.")]
    if role and not accounts.roles().filter(pk=role).exists():
        wrong["role_id"] = [_("This role is gone. Choose again.")]
    return wrong


def _draft(raw: Any) -> tuple[str, list[str]]:
    """(as it is kept, what is wrong about it)"""
    text = storable(str(raw or "")).replace("\r\n", "\n").strip()
    if len(text) > LONGEST_DRAFT:
        return text, [_("it is longer than 10,000 characters.")]
    if text.startswith(CANNED):
        shortcuts = desk.canned_replies(SYSTEM, all_teams=True).filter(shortcut=text.removeprefix(CANNED))
        return text, [] if shortcuts.exists() else [_("There is no such canned reply that is shared.")]
    try:
        variables.check(text)
    except Invalid as refusal:
        return text, [refusal.message]
    return text, []


def _worded(text: str, ticket: Ticket) -> str:
    if not text.startswith(CANNED):
        return text
    shortcut = text.removeprefix(CANNED)
    row = desk.canned_replies(SYSTEM, all_teams=True).filter(shortcut=shortcut).first()
    if row is None:
        raise NoSuchReply(shortcut=shortcut[:40])
    own = context.current_tenant().language
    return wordings.picked(row.body, row.body_in, ticket.language or ticket.contact.language or own, own)


def _check_yours(by: Actor, owner: int | None) -> None:
    is_own = owner is not None and by.kind == "user" and owner == by.id
    if not is_own and not (owner is None and by.may(ARRANGE)):
        raise MacroNotYours


def _check_room(owner: int | None) -> None:
    most = MOST_OWN if owner else MOST_SHARED
    if Macro.objects.filter(owner_id=owner).count() >= most:
        raise TooManyMacros(limit=most)
