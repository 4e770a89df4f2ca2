"""The organization's own limits on a draft, and which of its statements stand on nothing. Deterministic."""
# ruff: noqa: E501 - patterns read better unbroken

from __future__ import annotations

import re
from collections.abc import Iterable

from ai.contracts import Flag

FORBIDDEN = "forbidden_phrase"
UNCITED = "uncited"
HOLDING = "holding"  # it stands on no source: it thanks, asks for a detail, and says nothing about the matter
_BLANKS = re.compile(r"\s+")
_MARKER = re.compile(r"\[\d{1,2}\](?!\()|\[\[src:[^\]\s]{1,80}\]\]")
_PARAGRAPH = re.compile(r"\n\s*\n")
_SENTENCE = re.compile(r"(?<=[.!?。！？…])\s+|\n+")
_GREETING = 8  # words of a greeting or closing, at most
_COURTESY = re.compile(
    r"\b(?:thank(?:s| you)|sorry|apologi[sz]e|(?:happy|glad) to help|let (?:me|us) know|hope|please (?:tell|send|reply|share|confirm|let|write|answer)|(?:could|can|would|may) (?:you|i|we)|to help|best wishes|danke|vielen dank|entschuldig\w*|tut (?:mir|uns) leid|bitte (?:schick\w*|senden|nennen|teilen|sagen|antworten)|k[öo]nn(?:en|ten) sie|merci|désolée?s?|pourriez|gracias|lo siento|lamentamos|podr[íi]a|grazie|obrigad[oa]|dank u|bedankt|dziękuj\w*)\b",
    re.IGNORECASE,
)


def forbidden(text: str, phrases: Iterable[str]) -> tuple[Flag, ...]:
    """One flag per forbidden phrase in the text; letter case, blanks and typographic marks do not matter."""
    said = _plain(text)
    return tuple(
        Flag(FORBIDDEN, phrase)
        for phrase in phrases
        if (wanted := _plain(phrase)) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", said)
    )


def uncited(body: str) -> list[str]:
    """Statements in paragraphs without a source's number: no question, courtesy, greeting or closing."""
    paragraphs = [one.strip() for one in _PARAGRAPH.split(body) if one.strip()]
    found: list[str] = []
    for place, paragraph in enumerate(paragraphs):
        is_frame = place in (0, len(paragraphs) - 1) and len(paragraph.split()) <= _GREETING
        if not _MARKER.search(paragraph) and not is_frame:
            found += [one for one in _SENTENCE.split(paragraph) if _claims(one)]
    return found


def is_cited(body: str) -> bool:
    return _MARKER.search(body) is not None


def _claims(sentence: str) -> bool:
    sentence = sentence.strip()
    if len(sentence.split()) < 4 or sentence.endswith(("?", "？", ":", ",")):
        return False
    return _COURTESY.search(sentence) is None


def _plain(text: str) -> str:
    text = text.replace("’", "'").replace("‘", "'").replace("–", "-")
    return _BLANKS.sub(" ", text).strip().casefold()
