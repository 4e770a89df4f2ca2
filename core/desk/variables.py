"""Variables of texts that people write for others to send: canned replies and signatures.

`{{ customer.first_name }}`, or with words for when it is empty: `{{ customer.first_name | there }}`.
Values are put in once and never read as a template again; the text stays plain, and whoever makes
HTML of it escapes the whole. A text with a variable nobody knows is refused when it is saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy

from core.desk import selectors as desk
from tenants.kernel.errors import Invalid
from tenants.kernel.text import one_line

LASTING = {
    "customer.first_name": gettext_lazy("First name of the customer"),
    "customer.name": gettext_lazy("Name of the customer"),
    "customer.email": gettext_lazy("Address the reply goes to"),
    "customer.company": gettext_lazy("Company of the customer"),
    "ticket.number": gettext_lazy("Number, such as T-0042"),
    "ticket.subject": gettext_lazy("Subject"),
    "ticket.queue": gettext_lazy("Queue"),
    "agent.name": gettext_lazy("Your name"),
    "agent.first_name": gettext_lazy("Your first name"),
    "agent.email": gettext_lazy("Your address"),
    "organization.name": gettext_lazy("Name of the organization"),
}
DATED = {  # in the language and time zone of the customer; of texts about a ticket
    "ticket.created": gettext_lazy("Day it was opened"),
    "ticket.due": gettext_lazy("When it is due"),
    "today": gettext_lazy("Today"),
}
KNOWN = {**LASTING, **DATED}
OWN = "field."  # before the key of a field of the organization's own
SIGNATURE_WORDS = gettext_lazy("The agent's own signature")
_ANY = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_SPLIT = re.compile(r"([ \t]?)\{\{\s*([a-z0-9_.]{1,60})\s*(?:\|([^{}|]{0,80}))?\}\}")
_GAPS = re.compile(r"\n{3,}")


class UnknownVariable(Invalid):
    """data: variables ([name]), known ([name])."""

    code = "text.unknown_variable"
    sentence = "There is no variable {wrong}. There are: {list}."


def check(text: str, known: Iterable[str] = KNOWN) -> None:
    """Raises UnknownVariable for what is no variable, or not written as one."""
    wrong = [found for found in _ANY.findall(text) if not _is_known(found, known)]
    if wrong:
        names = [one_line(one.strip(), 40) or "{{ }}" for one in wrong]
        raise UnknownVariable(
            variables=names, known=list(known), wrong=", ".join(names), list=", ".join(known)
        )


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its values. An empty one takes its own words after `|`, else it leaves nothing behind."""
    # split first, so that braces inside a value are never read as a variable
    parts = _SPLIT.split(text)
    filled = [parts[0]]
    for at in range(1, len(parts), 4):
        blank, name, otherwise, after = parts[at : at + 4]
        value = values.get(name, "") or (otherwise or "").strip()
        filled += [f"{blank}{value}" if value else "", after]
    return _GAPS.sub("\n\n", "".join(filled)).strip()


def names(text: str) -> set[str]:
    """Variables a text asks for."""
    return set(_SPLIT.split(text)[2::4])


def _is_known(inside: str, known: Iterable[str]) -> bool:
    found = _SPLIT.fullmatch("{{" + inside + "}}")
    if found is None:
        return False
    return found[2] in known or ("today" in known and _is_own(found[2]))


def _is_own(name: str) -> bool:
    """A field of the organization's own, of texts about a ticket."""
    return name.startswith(OWN) and any(OWN + one.key == name for one in desk.fields(hidden=True))


def of(
    *,
    customer: tuple[str, str, str] = ("", "", ""),
    ticket: tuple[str, str, str] = ("", "", ""),
    agent: tuple[str, str] = ("", ""),
    organization: str = "",
) -> dict[str, str]:
    """Values by name.

    customer: name, address, company. ticket: number, subject, queue. agent: name, address.
    """
    return {
        "customer.first_name": _first(customer[0]),
        "customer.name": customer[0],
        "customer.email": customer[1],
        "customer.company": customer[2],
        "ticket.number": ticket[0],
        "ticket.subject": ticket[1],
        "ticket.queue": ticket[2],
        "agent.name": agent[0],
        "agent.first_name": _first(agent[0]),
        "agent.email": agent[1],
        "organization.name": organization,
    }


def _first(name: str) -> str:
    return next(iter(name.split()), "")
