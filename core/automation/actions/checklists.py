"""The action that puts a checklist on a ticket: what is there already stays, ticks too.

A macro with it is a template that people apply by hand; a rule applies it by queue, category or whatever
its conditions say.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.automation.actions.registry import Action, Ask, Part, register
from core.tickets import services
from core.tickets.models import ChecklistItem, Ticket
from core.tickets.rules import CHANGE, MOST_ITEMS
from core.tickets.services.checklist import LONGEST_ITEM
from tenants.kernel.actor import Actor
from tenants.kernel.text import one_line, storable

_MARK = re.compile(r"^(?:[-*•]|\[[ xX]?\]|\d{1,2}[.)])(?:\s+|$)")  # how people begin the lines of a list


def lines(raw: Any) -> str:
    """One item a line, without the marks of a list, each once."""
    text = storable(raw) if isinstance(raw, str) else ""
    given = (one_line(line, LONGEST_ITEM) for line in text.splitlines())
    items: dict[str, str] = {}
    for line in given:
        if item := _bare(line):
            items.setdefault(item.casefold(), item)
    if not items:
        raise ValueError(_("write one item a line."))
    if len(items) > MOST_ITEMS:
        raise ValueError(_("a checklist has %(most)d items at most.") % {"most": MOST_ITEMS})
    return "\n".join(items.values())


def _bare(line: str) -> str:
    """ "- [ ] Ask for the invoice" is "Ask for the invoice"."""
    while (shorter := _MARK.sub("", line).strip()) != line:
        line = shorter
    return line


def _put(ticket: Ticket, kept: str, by: Actor, overwrite: bool) -> None:
    """Raises TooManyItems where what is there leaves no room."""
    rows = ChecklistItem.objects.filter(ticket=ticket).values_list("text", flat=True)
    there = {text.casefold() for text in rows}
    for text in kept.splitlines():
        if text.casefold() not in there:
            services.add_item(ticket, text, by=by)


register(Action("checklist", gettext_lazy("Put on the checklist"), CHANGE, Ask.WORDS, lines,
                part=Part.BEYOND, act=_put))  # fmt: skip
