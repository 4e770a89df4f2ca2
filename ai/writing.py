"""Making a summary, a translation or another wording: by a model or, where it can, by the built-in engine.

Pure: no rows. What a model rewrites is held against the draft it was given: numbers, links, addresses and
promises that did not stand there withhold it, as do phrases the organization rules out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ai import gateway
from ai.contracts import Source
from ai.gateway import Answer, BadAnswer, Endpoint, Question
from ai.guard import wording
from ai.guard.draft_checks import check_draft, withheld_by
from ai.local import rewording
from ai.prompts import writing as prompt
from ai.text.masking import DEFAULT, Masking
from ai.text.redact import Redactor
from ai.voice import Said
from tenants.kernel.text import storable

SUMMARY_WORDS = 100
LONGEST = 8_000  # characters of a draft or message that is written anew
TOKENS = 2_400
LOCAL_TOOLS = frozenset({"shorter", "friendlier", "formal"})
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a conversation. who: customer or agent."""

    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """The text, or the reason why there is none."""

    text: str
    why_not: str = ""


def summarize(
    where: Endpoint, lines: list[Line], language: str, masking: Masking = DEFAULT
) -> tuple[Written, Answer]:
    """At most SUMMARY_WORDS words. Raises ModelAway, BadAnswer."""
    redactor = Redactor(masking)
    talk = [{"who": prompt.SPEAKERS[line.who], "text": redactor.redact(line.text)} for line in lines]
    text, answer = _asked(where, "summary", {"write_in": prompt.named(language)}, talk, redactor)
    return Written(clipped(text)), answer


def translate(
    where: Endpoint, text: str, language: str, masking: Masking = DEFAULT
) -> tuple[Written, Answer]:
    """For colleagues' eyes. Raises ModelAway, BadAnswer."""
    redactor = Redactor(masking)
    said, answer = _asked(
        where, "translation", {"write_in": prompt.named(language)}, redactor.redact(text[:LONGEST]), redactor
    )
    return Written(said), answer


def rewrite(
    where: Endpoint, before: str, tool: str, language: str, voice: Said, masking: Masking = DEFAULT
) -> tuple[Written, Answer]:
    """A draft in other words, checked. Raises ModelAway, BadAnswer."""
    redactor = Redactor(masking)
    options = {
        "write_it": prompt.TOOLS[tool],
        "write_in": prompt.named(language),
        "our_wording": redactor.ours(voice.guidelines),
        "never_say": [redactor.ours(phrase) for phrase in voice.forbidden],
    }
    text, answer = _asked(where, "rewrite", options, redactor.redact(before[:LONGEST]), redactor)
    return checked(text, before, language, voice), answer


def locally(before: str, tool: str, voice: Said) -> Written:
    """What the built-in engine can do of it."""
    return checked(rewording.TOOLS[tool](before), before, "", voice)


def checked(text: str, before: str, language: str, voice: Said) -> Written:
    """Withheld when it says what the draft did not, or what is ruled out."""
    own = Source("own", "macro", "", before)
    flags = check_draft(
        f"{text}\n[[src:own]]" if text.strip() else "", [own], before, language=language or None
    )
    if found := wording.forbidden(text, voice.forbidden):
        return Written("", f"The draft says “{found[0].detail}”, which your wording rules out.")
    reason = withheld_by(flags)
    return Written("" if reason else text, reason)


def clipped(text: str, words: int = SUMMARY_WORDS) -> str:
    """Whole sentences within so many words; a single longer one is cut."""
    kept: list[str] = []
    for sentence in _SENTENCE.split(" ".join(text.split())):
        if len(" ".join([*kept, sentence]).split()) > words:
            break
        kept.append(sentence)
    return " ".join(kept) or " ".join(text.split()[: words - 1]) + " …"


def _asked(
    where: Endpoint, kind: str, options: dict[str, Any], text: Any, redactor: Redactor
) -> tuple[str, Answer]:
    question = Question(
        prompt.messages(kind, options, text), kind, prompt.schema(), max_tokens=TOKENS, judge=_judged
    )
    answer = gateway.ask(where, question)
    return redactor.restore(storable(answer.data["text"]).strip()), answer


def _judged(data: dict[str, Any]) -> None:
    said = data.get("text")
    if not isinstance(said, str) or not said.strip():
        raise BadAnswer("bad_answer", "no text")
