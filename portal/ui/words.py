"""Codes and the words people see for them, with the icon that says the same without colour.

Lazy translations: looked up per request in the reader's language. Codes are those of core and ai.
"""

from functools import lru_cache

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from tenants.saying import gettext

SENTIMENTS = {
    "very_negative": ("angry", _("Very negative")),
    "negative": ("frown", _("Negative")),
    "neutral": ("meh", _("Neutral")),
    "positive": ("smile", _("Positive")),
    "very_positive": ("laugh", _("Very positive")),
}

PRIORITIES = {"low": _("Low"), "medium": _("Medium"), "high": _("High"), "urgent": _("Urgent")}

APPROVALS = {  # state -> (words, icon, kind of chip)
    "pending": (_("Waiting for approval"), "hourglass", "chip-warn"),
    "approved": (_("Approved"), "circle-check", "chip-good"),
    "declined": (_("Declined"), "ban", "chip-bad"),
    "canceled": (_("Canceled"), "x", "chip-line"),
    "expired": (_("Expired"), "clock-alert", "chip-line"),
}

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


def plain_sentiments() -> dict[str, tuple[str, str]]:
    """SENTIMENTS as plain text in the reader's language: for loops, where lazy words cost too much."""
    return _plain(get_language())[0]


def plain_priorities() -> dict[str, str]:
    """PRIORITIES as plain text in the reader's language."""
    return _plain(get_language())[1]


@lru_cache(maxsize=64)
def _approvals(language: str | None) -> dict[str, tuple[str, str, str]]:
    return {state: (str(name), icon, chip) for state, (name, icon, chip) in APPROVALS.items()}


def plain_approvals() -> dict[str, tuple[str, str, str]]:
    """APPROVALS as plain text in the reader's language."""
    return _approvals(get_language())


@lru_cache(maxsize=64)
def _plain(language: str | None) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """The argument is the cache key; the words come from the active language, which is the same."""
    sentiments = {code: (mark, str(word)) for code, (mark, word) in SENTIMENTS.items()}
    return sentiments, {code: str(word) for code, word in PRIORITIES.items()}


def language_name(code: str) -> str:
    """ "German" for "de", in the reader's language where Django knows it; "" for none."""
    if not code or code == "und":
        return ""
    if code == "zh":  # Django knows its two scripts alone
        return gettext("Chinese")
    try:
        return gettext(get_language_info(code)["name"])
    except KeyError:
        return code
