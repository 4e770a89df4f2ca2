"""The action that sends an e-mail to whoever is named: colleagues, the customer, an address.

Kept as `{"to": ["assignee", "field.approver", "boss@parts.example"], "subject": "…", "text": "…"}`;
subject and text hold variables. core/mail writes a letter to each, and brakes; nothing leaves before commit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts import selectors as accounts
from core.automation.actions import values
from core.automation.actions.registry import Action, Ask, Part, register
from core.desk import selectors as desk
from core.desk import variables
from core.desk.models import Field
from core.mail import services as mail
from core.tickets import selectors
from core.tickets.conditions.fields import OWN
from core.tickets.models import Ticket
from core.tickets.rules import REPLY, VIEW
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.text import one_line, storable

CUSTOMER, ASSIGNEE, RESPONSIBLE = "customer", "assignee", "responsible"
TEAM, WATCHERS = "team", "watchers"
WORDS = {
    CUSTOMER: gettext_lazy("The customer"),
    ASSIGNEE: gettext_lazy("Whoever holds it"),
    RESPONSIBLE: gettext_lazy("Whoever is responsible for it"),
    TEAM: gettext_lazy("Everybody in its team"),
    WATCHERS: gettext_lazy("Everybody who follows it"),
}
MOST_NAMED = 10
LONGEST_SUBJECT = 200
PARTS = {"to", "subject", "text"}
_APART = re.compile(r"[,;\s]+")


def named() -> list[tuple[str, str]]:
    """Words for people, and fields that name a colleague. Addresses are written as they are."""
    people = (one for one in desk.fields() if one.kind == Field.Kind.PERSON)
    return [
        *((key, str(name)) for key, name in WORDS.items()),
        *((OWN + one.key, one.label) for one in people),
    ]


def check(raw: Any) -> dict[str, Any]:
    """The value as it is kept. ValueError with a sentence."""
    if not isinstance(raw, Mapping) or {str(name) for name in raw} - PARTS:
        raise ValueError(_("say to whom, the subject and the text: {“to”: […], “subject”: …, “text”: …}."))
    subject = one_line(storable(str(raw.get("subject") or "")), LONGEST_SUBJECT)
    if not subject:
        raise ValueError(_("write a subject."))
    return {
        "to": _recipients(raw.get("to")),
        "subject": values.words(subject),
        "text": values.words(raw.get("text")),
    }


def _recipients(raw: Any) -> list[str]:
    given = _APART.split(raw) if isinstance(raw, str) else raw if isinstance(raw, list | tuple) else []
    known = {key for key, _name in named()}
    found = list(dict.fromkeys(_recipient(one, known) for one in given if one))
    if not found:
        raise ValueError(_("say to whom it goes."))
    if len(found) > MOST_NAMED:
        raise ValueError(_("it goes to 10 at most."))
    return found


def _recipient(raw: Any, known: set[str]) -> str:
    text = storable(str(raw)).strip()[:254]
    if text in known:
        return text
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError(_("“%(name)s” is nobody mail can be sent to.") % {"name": text[:60]}) from None
    return text.lower()


def letter(ticket: Ticket, kept: Mapping[str, Any], by: Actor) -> tuple[list[str], str, str]:
    """(addresses, subject, text) as it would leave for this ticket now; nothing is written."""
    author = accounts.myself(by) if by.kind == "user" else None
    known = selectors.values_of(ticket, author)
    subject = one_line(variables.fill(kept["subject"], known), LONGEST_SUBJECT)
    return _addresses(ticket, kept["to"]), subject, variables.fill(kept["text"], known)


def _addresses(ticket: Ticket, keys: Iterable[str]) -> list[str]:
    """In lower case, each once. Colleagues who work here and may see the ticket."""
    found: list[str] = []
    for key in keys:
        found += [key] if "@" in key else _meant(ticket, key)
    return list(dict.fromkeys(address.lower() for address in found if address))


def _meant(ticket: Ticket, key: str) -> list[str]:
    if key == CUSTOMER:
        return [] if ticket.contact.silent_since else [ticket.contact.email]
    people = accounts.people(SYSTEM).filter(is_active=True)
    if key == ASSIGNEE:
        people = people.filter(pk=ticket.assignee_id or 0)
    elif key == RESPONSIBLE:
        people = people.filter(pk=ticket.responsible_id or 0)
    elif key == TEAM:
        people = people.filter(teams=ticket.team_id or _team_of(ticket) or 0)
    elif key == WATCHERS:
        people = people.filter(pk__in=selectors.watchers_of(ticket).values("pk"))
    else:
        held = ticket.fields.get(key.removeprefix(OWN))
        people = people.filter(pk=held if isinstance(held, int) else 0)
    return [one.email for one in people if selectors.may(one.actor, ticket.queue_id, VIEW)]


def _team_of(ticket: Ticket) -> int | None:
    queue = desk.queue_by_id(ticket.queue_id)
    return queue.team_id if queue else None


def _send(ticket: Ticket, kept: Mapping[str, Any], by: Actor, overwrite: bool) -> str | None:
    """ "kept" where there is nobody to write to. Raises TooManyNamed."""
    addresses, subject, text = letter(ticket, kept, by)
    return None if mail.queue_named(ticket, addresses, subject, text, by=by) else "kept"


register(Action("mail", gettext_lazy("Send an e-mail"), REPLY, Ask.LETTER, check, part=Part.BEYOND, act=_send,
                options=named, leaves=True))  # fmt: skip
