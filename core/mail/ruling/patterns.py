"""Patterns people write, run by RE2: linear in the text whatever they say, so nobody stalls a worker."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2
from django.utils.translation import gettext as _

from tenants.kernel.errors import Invalid
from tenants.kernel.text import one_line, storable

LONGEST = 500  # characters of a pattern
LONGEST_CAPTURE = 200  # characters of a captured value that are kept
MOST_CAPTURES = 20
MEMORY = 4 << 20  # bytes one compiled pattern may take


class BadPattern(Invalid):
    """data: pattern, why."""

    code = "mail_rule.pattern"
    sentence = "The pattern “{pattern}” cannot be used: {why}"


def search(pattern: str, text: str) -> dict[str, str] | None:
    """Named captures of the first place that fits, {} without names; None when it fits nowhere."""
    found = compiled(pattern).search(text)
    if found is None:
        return None
    return {
        name: value
        for name, said in found.groupdict().items()
        if (value := one_line(storable(said or ""), LONGEST_CAPTURE))
    }


@lru_cache(maxsize=2_000)
def compiled(pattern: str) -> Any:
    """Upper and lower case are the same unless the pattern says (?-i). Raises BadPattern."""
    options = re2.Options()
    options.case_sensitive, options.log_errors, options.max_mem = False, False, MEMORY
    if len(pattern) > LONGEST:
        raise BadPattern(pattern=pattern[:40] + "…", why=_("it is longer than 500 characters."))
    try:
        found = re2.compile(pattern, options)
    except re2.error as fault:
        raise BadPattern(pattern=pattern[:80], why=_told(fault)) from None
    if len(found.groupindex) > MOST_CAPTURES:
        raise BadPattern(pattern=pattern[:80], why=_("it names more than 20 values."))
    return found


def _told(fault: Exception) -> str:
    """The engine's words as a sentence for people."""
    raw = fault.args[0] if fault.args else b""
    said = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)
    about, _colon, piece = said.partition(": ")
    known = {
        "missing )": _("a bracket “(” is never closed."),
        "unexpected )": _("a bracket “)” was never opened."),
        "missing ]": _("a bracket “[” is never closed."),
        "no argument for repetition operator": _("nothing stands before the repetition “{piece}”."),
        "invalid repetition size": _("the repetition “{piece}” is too large."),
        "bad repetition operator": _("two repetitions follow each other: “{piece}”."),
        "invalid character class range": _("the range “{piece}” runs backwards."),
        "invalid perl operator": _("“{piece}” (looking ahead or behind) is not possible here."),
        "invalid named capture group": _("the name in “{piece}” is not one: letters, digits and _ only."),
        "duplicate capture group name": _("two values have the same name: {piece}."),
        "invalid escape sequence": _("“{piece}” means nothing here (repeating a capture is not possible)."),
        "trailing \\": _("it ends in a lonely backslash."),
        "pattern too large - compile failed": _("it is too large."),
    }
    return known.get(about, said).replace("{piece}", piece)
