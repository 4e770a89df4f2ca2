"""Who decided a value of a ticket's triage: a person, a rule, a mail rule. The names the panel tells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.accounts.models import User
from core.automation.models import Rule
from core.tickets.models import Ticket
from tenants.kernel.actor import parse_ref


class Decider(NamedTuple):
    name: str = ""
    is_person: bool = True


NOBODY = Decider()


def of(ticket: Ticket, columns: dict[str, str]) -> dict[str, Decider]:
    """{field: who decided it}. One query where people did, one where rules did, none where nobody did.

    columns: {field: its name in `chosen`}.
    """
    refs = {field: ticket.chosen[column] for field, column in columns.items() if column in ticket.chosen}
    if not refs:
        return {}
    parsed = {field: parse_ref(ref) for field, ref in refs.items()}
    people = _names(User, (pk for kind, pk in parsed.values() if kind == "user"))
    rules = _names(Rule, (pk for kind, pk in parsed.values() if kind == "rule"))
    return {field: _told(kind, pk or 0, people, rules) for field, (kind, pk) in parsed.items()}


def _told(kind: str, pk: int, people: dict[int, str], rules: dict[int, str]) -> Decider:
    if kind == "rule":
        named = rules.get(pk)
        return Decider(_("Rule “%(name)s”") % {"name": named} if named else _("a rule"), is_person=False)
    if kind == "system":
        return Decider(_("a mail rule"), is_person=False)
    return Decider((people.get(pk, "") if kind == "user" else "") or _("a person"))


def _names(model: type[User] | type[Rule], ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {pk for pk in ids if pk}
    return dict(model._default_manager.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
