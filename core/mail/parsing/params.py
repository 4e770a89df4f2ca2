"""Content-Type and Content-Disposition: the value and its parameters, RFC 2231 included.

`name*0*=utf-8''a; name*1=b`, quoted strings with ; inside, encoded words in quotes, missing quotes.
"""

import re
from urllib.parse import unquote_to_bytes

from core.mail.parsing import charsets, words

MAX_PARAMS = 100
# A quoted string may lack its closing quote; an unquoted value runs to the next ;.
PARAM = re.compile(r';\s*([^\s=;"]{1,100})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))', re.DOTALL)
SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def split(value: str) -> tuple[str, dict[str, str]]:
    """("text/plain", {"charset": "utf-8"}); both lower-case names, decoded values."""
    main, _, _ = value.partition(";")
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for count, found in enumerate(PARAM.finditer(value)):
        if count >= MAX_PARAMS:
            break
        _take(found, plain, pieces)
    for name, sections in pieces.items():
        plain[name] = _joined(sections)
    return words.CONTROL.sub("", main).strip().strip('"').lower(), plain


def _take(
    found: re.Match[str], plain: dict[str, str], pieces: dict[str, dict[int, tuple[str, bool]]]
) -> None:
    quoted = found.group(2)
    text = ESCAPED.sub(r"\1", quoted) if quoted is not None else found.group(3).strip().strip("'\"")
    section = SECTION.fullmatch(found.group(1).lower())
    if section is None:
        return
    name, number, extended = section.group(1), section.group(2), section.group(3) is not None
    if number is None and not extended:
        plain.setdefault(name, words.decode(text))
    else:
        pieces.setdefault(name, {}).setdefault(int(number or 0), (text, extended))


def _joined(sections: dict[int, tuple[str, bool]]) -> str:
    """Sections in order of their number; percent escapes only where the section says so."""
    charset, data, encoded = "", b"", False
    for place, number in enumerate(sorted(sections)):
        text, extended = sections[number]
        if extended and place == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        encoded = encoded or extended
        data += unquote_to_bytes(text) if extended else text.encode("utf-8", "replace")
    text = charsets.decode(data, charset or "utf-8")
    return words.CONTROL.sub("", text) if encoded else words.decode(text)
