"""Which languages an organization is written to in, and which people a question names."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation

from core.contacts import selectors as contacts
from core.contacts.models import Contact
from core.search.languages import stemmer
from core.search.reading import Question
from core.tickets.models import Ticket
from tenants import context
from tenants.fading import Fading
from tenants.kernel.actor import Actor

LOOKED_AT = 300  # newest tickets
FRESH, NEAR = 600, 60  # seconds
MOST = 5  # dictionaries that one question is put to
MOST_PEOPLE = 20
SHORTEST = 3  # letters of a name


def stemmers() -> tuple[str, ...]:
    """Of the reader's language, the organization's, and those that are written in lately."""
    own = [translation.get_language() or "", context.current_tenant().language]
    known = [found for one in [*own, *_lately()] if (found := stemmer(one))]
    return tuple(dict.fromkeys(known))[:MOST]


def people(actor: Actor, question: Question) -> Sequence[Contact] | None:
    """Customers of this name or address, the newest first; None when the question is no name."""
    name = question.plain
    if len(name) < SHORTEST or question.denied or len(question.wanted) > 3:
        return None
    return contacts.people_like(actor, name, MOST_PEOPLE)


def _read() -> list[str]:
    newest = Ticket.objects.order_by("-pk").values_list("language", flat=True)[:LOOKED_AT]
    counted = [one for one in newest if one]
    return sorted(set(counted), key=counted.count, reverse=True)[:MOST]


# without Redis only the organization's and the reader's language
_lately = Fading[list[str]]("search:languages", FRESH, _read, otherwise=[], near=NEAR)
