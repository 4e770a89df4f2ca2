"""The action that tells a program of a ticket: signed JSON, sent by a worker and never in a transaction."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.automation.actions import values
from core.automation.actions.registry import Action, Ask, Part, register
from core.automation.rules import ARRANGE
from core.notifications import selectors, services
from core.tickets.models import Ticket
from tenants.kernel.actor import Actor


def _keys() -> set[str]:
    return {key for key, _name in selectors.programs()}


def _post(ticket: Ticket, key: str, by: Actor, overwrite: bool) -> str | None:
    return None if services.post_ticket(int(key), ticket, by=by) else "kept"


register(Action("webhook", _("Tell a program (webhook)"), ARRANGE, Ask.CHOICE, values.one_of(_keys),
                part=Part.BEYOND, act=_post, options=selectors.programs))  # fmt: skip
