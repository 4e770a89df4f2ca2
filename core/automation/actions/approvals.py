"""The action that asks for approval, as a chain that is kept ready says: who decides stands there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.automation.actions import values
from core.automation.actions.registry import Action, Ask, Part, register
from core.desk import chains
from core.tickets import services
from core.tickets.models import Ticket
from core.tickets.rules import REPLY
from tenants.kernel.actor import Actor


def _chains() -> list[tuple[str, Any]]:
    return [(str(row.pk), row.name) for row in chains.kept()]


def _keys() -> set[str]:
    return {key for key, _name in _chains()}


def _ask(ticket: Ticket, key: str, by: Actor, overwrite: bool) -> str | None:
    """ "kept" while the same is waited for. Raises NoSuchChain and what asking raises."""
    return None if services.ask_by_chain(ticket, chains.kept_one(int(key)), by=by) else "kept"


register(Action("approval", _("Ask for approval by"), REPLY, Ask.CHOICE, values.one_of(_keys),
                part=Part.BEYOND, act=_ask, options=_chains, leaves=True))  # fmt: skip
