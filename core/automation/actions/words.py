"""Actions that say something in a ticket: a note for colleagues, an answer to the customer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts import selectors as accounts
from core.automation.actions import values
from core.automation.actions.registry import Action, Ask, Part, register
from core.desk import selectors as desk
from core.desk import variables
from core.desk.refusals import NoSuchReply
from core.tickets import selectors, services
from core.tickets.models import Ticket
from core.tickets.rules import NOTE, REPLY
from tenants import context
from tenants.kernel import wordings
from tenants.kernel.actor import SYSTEM, Actor

CANNED = "canned:"  # before the shortcut of a canned reply


def _note(ticket: Ticket, text: str, by: Actor, overwrite: bool) -> None:
    author = _author(by)
    services.note(ticket, _filled(ticket, text, author), author=author, by=by)


def _reply(ticket: Ticket, text: str, by: Actor, overwrite: bool) -> None:
    """A person answers; what a rule says is an automatic message, which answers for nobody."""
    author = _author(by)
    worded = _filled(ticket, _worded(ticket, text), author)
    if author is None:
        services.say(ticket, worded, by=by)
    else:
        services.reply(ticket, worded, author=author, by=by)


def _author(by: Actor) -> Any:
    return accounts.myself(by) if by.kind == "user" else None


def _filled(ticket: Ticket, text: str, author: Any) -> str:
    return variables.fill(text, selectors.values_of(ticket, author))


def _worded(ticket: Ticket, text: str) -> str:
    """The words themselves, or those of the canned reply that is named, in the customer's language."""
    if not text.startswith(CANNED):
        return text
    shortcut = text.removeprefix(CANNED)
    row = desk.canned_replies(SYSTEM, all_teams=True).filter(shortcut=shortcut).first()
    if row is None:
        raise NoSuchReply(shortcut=shortcut[:40])
    own = context.current_tenant().language
    return wordings.picked(row.body, row.body_in, ticket.language or ticket.contact.language or own, own)


def canned() -> list[tuple[str, Any]]:
    """Replies that are shared: those of one colleague are nobody else's to send."""
    return [(f"{CANNED}{row.shortcut}", row.title) for row in desk.canned_replies(SYSTEM, all_teams=True)]


def _checked(raw: Any) -> str:
    text = raw.strip() if isinstance(raw, str) else ""
    if text.startswith(CANNED):
        if text not in {key for key, _label in canned()}:
            raise ValueError(_("there is no such canned reply that is shared."))
        return text
    return values.words(raw)


register(Action("note", gettext_lazy("Write a note"), NOTE, Ask.WORDS, values.words, part=Part.WORDS,
                act=_note))  # fmt: skip
register(Action("reply", gettext_lazy("Answer the customer"), REPLY, Ask.WORDS, _checked, part=Part.WORDS,
                act=_reply, options=canned, leaves=True))  # fmt: skip
