"""What one told the AI lately, in words, and what became of the replies it suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.tickets import selectors as tickets
from portal.agent import paths

if TYPE_CHECKING:
    from ai.selectors import Corrected, OwnFeedback

DAYS = 30
FIELDS = {
    "sentiment": gettext_lazy("Sentiment"),
    "category": gettext_lazy("Category"),
    "priority": gettext_lazy("Priority"),
    "tags": gettext_lazy("Tags"),
    "escalation": gettext_lazy("Escalation"),
    "spam": gettext_lazy("Spam"),
    "thanks": gettext_lazy("Thanks"),
    "language": gettext_lazy("Language"),
}
OUTCOMES = {
    "sent_as_is": gettext_lazy("sent as they were"),
    "edited": gettext_lazy("edited and sent"),
    "discarded": gettext_lazy("discarded"),
}


def of(found: OwnFeedback) -> dict[str, Any]:
    """`feedback` of _home_work.html."""
    return {
        "rows": [_row(one) for one in found.corrections],
        "replies": [
            {"number": found.replies[kind], "words": words}
            for kind, words in OUTCOMES.items()
            if found.replies.get(kind)
        ],
    }


def _row(one: Corrected) -> dict[str, Any]:
    told = {"was": one.was or "–", "now": one.now or "–"}
    words = (_("%(now)s, confirmed") if one.was == one.now else _("%(was)s → %(now)s")) % told
    label = tickets.label_of(one.number)
    return {
        "url": paths.ticket(one.number), "label": label, "subject": one.subject,
        "field": str(FIELDS.get(one.field, one.field.replace("_", " ").capitalize())), "words": words,
        "at": one.at,
    }  # fmt: skip
