"""Several fields changed at once are one target: what comes of it does not depend on who is named first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.desk.models import Status
from core.tickets.models import Ticket
from core.tickets.services import answerable
from tenants.kernel.errors import Invalid

# what brings others along is written before what it may bring: a category its queue, a mark its status
BRINGING = ("is_suspect", "is_thanks", "is_spam", "status", "category", "queue")


class Contradicting(Invalid):
    """data: fields."""

    code = "ticket.contradicting"
    sentence = "The status and the word about spam contradict each other."


def in_order(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are written, in one order for every order they come in. Raises Contradicting."""
    status, is_spam = values.get("status"), values.get("is_spam")
    if status and is_spam is not None and (status.category == Status.Category.SPAM) != bool(is_spam):
        raise Contradicting(fields={"is_spam": ["This status says otherwise."]})
    first = [name for name in BRINGING if name in values]
    return {name: values[name] for name in (*first, *sorted(values.keys() - set(first)))}


def check(ticket: Ticket, changed: Sequence[str]) -> None:
    """Of a row in hand that lies where it is to lie: may whoever is to answer for it? Raises CannotAnswer."""
    if "responsible" in changed:
        answerable.check(ticket)
