"""E-mail addresses and phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai.text.patterns import around
from ai.text.patterns.around import BEGINS, ENDS, Span

_TOP = r"(?:xn--[A-Za-z0-9\-]{2,59}|[A-Za-z\u00a1-\uffff]{2,24})"
_EMAIL = re.compile(
    r"(?<![\w.%+\-])\w(?:[\w.%+\-]|['&](?=\w)){0,63}@"
    rf"(?:(?:[A-Za-z0-9_\-\u00a1-\uffff]{{1,63}}\.){{1,6}}{_TOP}\b|\[[0-9A-Fa-f:.]{{7,40}}\])"
)
_SPELLED = re.compile(  # anna (at) example (dot) com
    r"(?<![\w.%+\-])\w[\w.%+\-]{0,63}\s?[\[({<]\s?(?:at|ät|arroba|chez|@)\s?[\])}>]\s?[\w\-]{1,63}"
    r"(?:\s?(?:\.|[\[({<]\s?(?:dot|punkt|punto|point|\.)\s?[\])}>])\s?[\w\-]{1,63}){1,4}",
    re.IGNORECASE,
)
_SAID = re.compile(  # anna at example dot com, max ät example punkt de
    r"(?<![\w.%+\-])\w[\w.%+\-]{0,63}(?:\s(?:dot|punkt|punto|point|ponto|kropka|punt)\s[\w\-]{1,63}){0,3}"
    r"\s(?:at|ät|arroba|arobase|chiocciola|małpa|apenstaartje|snabela|snabel-a)\s[\w\-]{2,63}"
    r"(?:\s(?:dot|punkt|punto|point|ponto|kropka|punt)\s[\w\-]{1,63}){0,3}"
    r"\s(?:dot|punkt|punto|point|ponto|kropka|punt)\s[a-zA-Z]{2,10}(?!\w)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"(?<!\w)\"[^\"\n@<>]{1,64}\"@(?:[A-Za-z0-9\-]{1,63}\.){1,6}[A-Za-z]{2,24}\b")
# A blank on one side of the sign or on both.
_APART = re.compile(
    r"(?<![\w.%+\-])\w[\w.%+\-]{0,63}\s?@\s(?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,24}\b|"
    r"(?<![\w.%+\-])\w[\w.%+\-]{0,63}\s@(?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,24}\b"
)
_SAID_AT = re.compile(
    r"\s(?:at|ät|arroba|arobase|chiocciola|małpa|apenstaartje|snabel-?a)\s[\w\-]{2,63}"
    r"\s(?:dot|punkt|pun|po|krop)",
    re.IGNORECASE,
)
_AT = re.compile(r"[\[({<]\s?(?:at|ät|arroba|chez|@)\s?[\])}>]", re.IGNORECASE)

_SEP = r"[ .\-/]"
_NUMBER = re.compile(
    rf"{BEGINS}(?<![.,\-/#=&?+])(?:\+|\()?\(?\d(?:{_SEP}{{0,3}}[(]?\d[)]?){{5,18}}"
    r"(?:\s?(?:x|ext\.?|extension|poste|durchwahl|dw|интерн\.?|доб\.?)\s?\.?:?\s?\d{1,6})?"
    + ENDS
    + r"(?![.,]\d)",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\s?(?:x|ext|poste|durchwahl|dw|интерн|доб).*$", re.IGNORECASE)
_DATE = re.compile(r"(?:\d{1,2}[./\-]\d{1,2}[./\-]\d{2,4}|\d{4}[./\-]\d{1,2}[./\-]\d{1,2})(?![\d.])")
# How numbers are written where they are dialled, without the country in front.
_SHAPES = re.compile("|".join((
    r"\(0?\d{1,5}\)[ .\-/]{0,2}9?\d{2,5}(?:[ .\-/]?\d{2,6}){0,4}",  # (030) 123 4567, (11) 91234-5678
    r"0\d{1,5}(?:[ .\-/]{1,3}\d{2,8}){1,5}", r"0[1-9]\d{8,9}", r"0\(?\d{1,5}\)[ \d.\-/]{5,14}",  # trunk 0
    r"(?:1[ .\-])?\(?[2-9]\d{2}\)?[ .\-]\d{3}[ .\-]\d{4}",  # North America
    r"1[389]00[ .\-]\d{3}[ .\-]\d{3,4}",  # free numbers
    r"[6-9]\d{4}[ \-]\d{5}",  # India
    r"1[3-9]\d[ \-]\d{4}[ \-]\d{4}",  # China
    r"[78][ \-]?\(?\d{3}\)?[ \-]\d{3}[ \-]\d{2}[ \-]\d{2}",  # Russia
    r"\d{2} 9?\d{4}-\d{4}",  # Brazil
)))  # fmt: skip
# With words of telephoning nearby any of these is a number to call.
_CALLED = re.compile(
    r"\d{7,12}|\d{3}[ .\-]\d{4}|\d{2,4}(?:[ .\-/]\d{2,5}){1,5}|0(?:[ .\-/]\d{2,5}){2,5}|\d{3,5}[ .\-/]\d{4,8}"
)
_GLUED_COUNTRY = re.compile(r"\+|00[1-9]")


def emails(text: str) -> Iterator[Span]:
    """E-mail addresses, also those spelled with (at) and (dot)."""
    if "@" in text:
        for form in (_EMAIL, _QUOTED, _APART):
            yield from (found.span() for found in form.finditer(text))
    if _AT.search(text):
        yield from (found.span() for found in _SPELLED.finditer(text))
    if _SAID_AT.search(text):
        yield from (found.span() for found in _SAID.finditer(text) if _is_said(found[0]))


def _is_said(value: str) -> bool:
    """ "arrived at this point in time" names nobody."""
    return not re.search(r"\sat\s.*\spoint\s", value, re.IGNORECASE)


def phones(text: str) -> Iterator[Span]:
    """Phone numbers: international, in a country's own writing, or near words of telephoning."""
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        if _is_phone(text, start, end):
            yield start, end


def _is_phone(text: str, start: int, end: int) -> bool:
    value = _EXTENSION.sub("", text[start:end])
    digits = sum(character.isdigit() for character in value)
    if not 7 <= digits <= 15 or _DATE.match(value) or around.is_measured(text, end):
        return False
    if around.is_thing(text, start, end, around.PHONE):
        return False
    if _GLUED_COUNTRY.match(value):
        return digits >= 8
    called = around.near_phone(text, start)
    if around.is_numbered(text, start) if not called else around.is_identified(text, start):
        return False
    return bool(_SHAPES.fullmatch(value) or (called and _CALLED.fullmatch(value)))
