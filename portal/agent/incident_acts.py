"""What people say about an incident on its page. Each: the service's verb, and what to say afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ai import selectors as ai
from ai.services import incidents as services
from core.tickets.rules import CHANGE
from portal.ui.forms import Form
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from ai.models import Incident

NUMBERS = re.compile(r"\d{1,9}")


def _confirm(actor: Actor, row: Incident, form: Form) -> str:
    services.confirm(row, by=actor)
    return _("Confirmed. New tickets like these join it by themselves.")


def _dismiss(actor: Actor, row: Incident, form: Form) -> str:
    services.dismiss(row, by=actor)
    return _("Dismissed. Nothing like it is suggested for a day.")


def _resolve(actor: Actor, row: Incident, form: Form) -> str:
    services.resolve(row, by=actor)
    return _("It is over. No more tickets join it.")


def _reopen(actor: Actor, row: Incident, form: Form) -> str:
    services.reopen(row, by=actor)
    return _("It is open again.")


def _retitle(actor: Actor, row: Incident, form: Form) -> str:
    services.retitle(row, form["title"], by=actor)
    return _("Saved.")


def _add(actor: Actor, row: Incident, form: Form) -> str:
    numbers = NUMBERS.findall(form["tickets"][:1_000])
    if not numbers:
        raise Invalid(fields={"tickets": [_("Name at least one ticket, such as T-0042.")]})
    services.add(row, ai.tickets_by_number(actor, numbers, CHANGE), by=actor)
    return _("Added.")


def _take_out(actor: Actor, row: Incident, form: Form) -> str:
    [ticket] = ai.tickets_by_number(actor, [form["tickets"][:10]], CHANGE)
    services.take_out(row, ticket, by=actor)
    return _("%(ticket)s was taken out. It does not come back by itself.") % {"ticket": ticket.label}


ACTS: dict[str, Callable[[Actor, Any, Form], str]] = {
    "confirm": _confirm,
    "dismiss": _dismiss,
    "resolve": _resolve,
    "reopen": _reopen,
    "retitle": _retitle,
    "add": _add,
    "take_out": _take_out,
}
