"""Actions that ask a model. They state a fact; advice, a storey above, listens. A rule that has one does not
hear what advice writes, so nothing asks itself."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.automation.actions import values
from core.automation.actions.registry import Action, Ask, Part, register
from core.automation.events import AdviceWanted
from core.tickets.models import Ticket
from core.tickets.rules import CHANGE
from tenants.events.bus import publish
from tenants.kernel.actor import Actor

ASKED = {
    "summary": _("Sum the ticket up"),
    "draft": _("Suggest a reply to the customer's last message"),
    "triage": _("Read the customer's last message, where nobody has"),
}


def _asked() -> list[tuple[str, Any]]:
    return list(ASKED.items())


def _ask(ticket: Ticket, what: str, by: Actor, overwrite: bool) -> None:
    publish(AdviceWanted(ticket.pk, by.ref, what))


register(Action("advice", _("Ask AI assistance"), CHANGE, Ask.CHOICE, values.one_of(ASKED.keys),
                part=Part.BEYOND, act=_ask, options=_asked, is_advice=True))  # fmt: skip
