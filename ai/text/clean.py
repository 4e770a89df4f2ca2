"""Mail text becomes what the customer wrote: visible characters, own words, bounded length.

HTML is already text here. Quotes and signatures are usually split by the mail parser;
`split` is the fallback. Every function is linear in the input and takes at most
RAW_LIMIT characters of it, so a hostile mail costs what a long mail costs.
"""
# ruff: noqa: E501 - word lists and patterns read better unbroken

from __future__ import annotations

import re
from dataclasses import dataclass

from ai.contracts import BODY_LIMIT

RAW_LIMIT = 400_000  # characters looked at before cutting: fifty times what is read in the end
SEARCH_LINES = 4_000  # lines searched for a quote or signature start
SIGNATURE_LINES = 12  # a sign-off is only believed this near to the end
GAP = "\n[…]\n"

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
INVISIBLE = re.compile(f"[{_INVISIBLE}]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
# Joiners are spelling in Arabic, Indic scripts and emoji, and noise between Latin letters.
_JOINER = re.compile("(?<=[\x00-\u024f])[\u200c\u200d]+(?=[\x00-\u024f])")
_MARKS = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_STACKED = re.compile(f"([{_MARKS}]{{4}})[{_MARKS}]+")
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]{2,}")
_NEWLINES = re.compile(r"\n{3,}")

_WROTE = re.compile(
    r"(?:^on\b.{4,200}\bwrote:|^am\b.{4,200}\bschrieb\b.{0,120}:|^le\b.{4,200}\ba écrit\s?:|"
    r"^el\b.{4,200}\bescribió:|^il\b.{4,200}\bha scritto:|^em\b.{4,200}\bescreveu:|"
    r"^op\b.{4,200}\bschreef\b.{0,120}:|^w dniu\b.{4,200}\bnapisał.{0,80}:|.{4,200}\bпишет:)$",
    re.IGNORECASE,
)
_DIVIDER = re.compile(
    r"^(?:-{2,}\s?(?:original message|forwarded message|ursprüngliche nachricht|message d'origine|"
    r"mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht)\s?-{2,}|_{20,}|"
    r"#+ ?please (?:type|write) your reply above this line.{0,20})$",
    re.IGNORECASE,
)
_HEADER = re.compile(r"^\*?(?:from|von|de|da|van|od|от)\*?\s?:\s?\S.{0,300}$", re.IGNORECASE)
_HEADER_NEXT = re.compile(
    r"^\*?(?:sent|date|gesendet|datum|envoyé|enviado|fecha|inviato|data|verzonden|wysłano|дата)\*?\s?:",
    re.IGNORECASE,
)
_DASHES = re.compile(r"^-- ?$")
_SENT_FROM = re.compile(
    r"^(?:sent from my|get outlook for|von meinem .{2,30} gesendet|gesendet mit|envoyé de mon|"
    r"enviado desde mi|inviato da|verstuurd vanaf|enviado do meu)\b.{0,60}$",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"^(?:(?:kind|best|warm|many)\s(?:regards|thanks|wishes)|regards|cheers|sincerely|yours (?:sincerely|truly)|"
    r"(?:mit )?(?:freundlichen|besten|vielen|lieben|viele) (?:grüßen|grüsse|grüße|dank)|mfg|lg|cordialement|"
    r"bien cordialement|saludos(?: cordiales)?|un saludo|cordiali saluti|distinti saluti|atenciosamente|"
    r"met vriendelijke groet(?:en)?|pozdrawiam|с уважением)\s?[,.!]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """body: the customer's new words; the rest as it stood."""

    body: str
    quoted: str = ""
    signature: str = ""


def clean(text: str, limit: int = BODY_LIMIT) -> str:
    """What an engine reads: visible, own words, at most `limit` characters (head and tail)."""
    return budget(split(visible(text)).body, limit)


def visible(text: str) -> str:
    """Without NUL, lone surrogates, controls, tag and zero-width characters; runs of blanks folded."""
    text = bounded(text).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = INVISIBLE.sub("", _CONTROL.sub("", text))
    text = _STACKED.sub(r"\1", _JOINER.sub("", text))
    text = _BLANKS.sub(" ", text).replace(" \n", "\n").replace("\t\n", "\n")
    return _NEWLINES.sub("\n\n", text).strip()


def bounded(text: str) -> str:
    """At most RAW_LIMIT characters: three quarters from the head, the rest from the tail."""
    if len(text) <= RAW_LIMIT:
        return text
    head = RAW_LIMIT * 3 // 4
    return text[:head] + text[-(RAW_LIMIT - head) :]


def invisible_count(text: str) -> int:
    """How many characters of the text no reader sees (joiners of real scripts not counted)."""
    text = bounded(text)
    return len(INVISIBLE.findall(text)) + len(_JOINER.findall(text))


def split(text: str) -> Parts:
    """Divide new words, quoted thread and signature.

    A mail that is nothing but quotation keeps its text: an empty body would be triaged blindly.
    """
    lines = text.split("\n")
    cut = _quote_start(lines)
    own, quoted = _without_quote_marks(lines[:cut]), "\n".join(lines[cut:]).strip()
    end = _signature_start(own)
    body, signature = "\n".join(own[:end]).strip(), "\n".join(own[end:]).strip()

    if not body:
        return Parts(body=signature or text.strip(), quoted=quoted if signature else "")
    return Parts(body=body, quoted=quoted, signature=signature)


def budget(text: str, limit: int = BODY_LIMIT) -> str:
    """Head (three quarters) and tail within `limit` characters: the question is first or last."""
    if len(text) <= limit:
        return text
    room = max(0, limit - len(GAP))
    head = room * 3 // 4
    tail = room - head
    return text[:head] + GAP[: limit - room] + (text[-tail:] if tail else "")


def _quote_start(lines: list[str]) -> int:
    for number, line in enumerate(lines[:SEARCH_LINES]):
        stripped = line.strip()[:600]
        if not stripped:
            continue
        following = lines[number + 1].strip()[:600] if number + 1 < len(lines) else ""
        if _DIVIDER.match(stripped) or _WROTE.match(stripped):
            return number
        # Gmail wraps its attribution after about 78 characters.
        if len(stripped) < 200 and following.endswith(":") and _WROTE.match(f"{stripped} {following}"):
            return number
        if _HEADER.match(stripped) and _HEADER_NEXT.match(following):
            return number
    return len(lines)


def _without_quote_marks(lines: list[str]) -> list[str]:
    return [line for line in lines if line.lstrip()[:1] != ">"]


def _signature_start(lines: list[str]) -> int:
    last = len(lines)
    while last and not lines[last - 1].strip():
        last -= 1
    for number in range(max(1, last - 40), last):
        if _DASHES.match(lines[number]):
            return number
    for number in range(max(1, last - SIGNATURE_LINES), last):
        line = lines[number].strip()[:120]
        if _SIGN_OFF.match(line) or (_SENT_FROM.match(line) and number >= last - 2):
            return number
    return last
