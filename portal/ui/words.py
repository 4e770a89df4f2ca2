"""Codes and the words people see for them, with the icon that says the same without colour.

Lazy translations: looked up per request in the reader's language. Codes are those of core and ai.
"""

from django.utils.translation import gettext_lazy as _

SENTIMENTS = {
    "very_negative": ("angry", _("Very negative")),
    "negative": ("frown", _("Negative")),
    "neutral": ("meh", _("Neutral")),
    "positive": ("smile", _("Positive")),
    "very_positive": ("laugh", _("Very positive")),
}

PRIORITIES = {"low": _("Low"), "medium": _("Medium"), "high": _("High"), "urgent": _("Urgent")}

CONFIDENCE = {"high": _("High"), "medium": _("Medium"), "low": _("Low")}

HIGH = 0.85  # shown thresholds of the AI policy defaults
MEDIUM = 0.60


def confidence_word(value: float | str | None) -> str:
    """'high', 'medium' or 'low' for a share between 0 and 1; a word passes through; None is low."""
    if isinstance(value, str):
        return value if value in CONFIDENCE else "low"
    if value is None or value < MEDIUM:
        return "low"
    return "high" if value >= HIGH else "medium"
