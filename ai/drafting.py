"""Writing a suggested reply from sources: by the model or by the local engine, checked alike.

Pure: no rows are read or written. Whatever a model writes is held against its sources by
ai.guard before anybody sees it, and only what its reader wrote is put back, as an address or a phone number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ai import gateway
from ai.contracts import Citation, Draft, Flag, Letter, Names, Nearest, Source
from ai.gateway import Answer, BadAnswer, Endpoint, Question
from ai.guard import wording
from ai.guard.draft_checks import check_draft, withheld_by
from ai.prompts import draft as prompt
from ai.text.masking import DEFAULT, Masking
from ai.text.redact import Redactor
from ai.triage.by_model import letter_size, mask
from ai.voice import Said
from tenants.kernel.text import storable

if TYPE_CHECKING:
    from ai.local.retrieval import Found, SourceIndex

MOST_SOURCES = 4
MOST_INTERNAL = 2
NEAREST_FLOOR = 0.08  # score below which an article is not worth showing
GROUND = 0.12  # score below which no model is asked: it would have nothing to stand on
WISHES = ("", "shorter", "friendlier", "more formal")
ASKING = 0.3  # the most that a draft without any source is sure of
TOLD = 8  # statements without a source that are told to the agent
NO_ARTICLE = "No article answers this well enough."
NO_SOURCE = "The draft names no source for what it says."
_MARKER = re.compile(r"\s?\[\d{1,2}\](?!\()")


@dataclass(frozen=True, slots=True)
class Ground:
    """The sources a draft may use, best first, each with its best passage.

    internal: what colleagues alone know about it; beside the draft, never in it.
    taught: {source: refs of the lessons that speak for it}.
    """

    sources: tuple[Source, ...]
    quotes: dict[str, str]
    nearest: tuple[Nearest, ...]
    score: float
    internal: tuple[Found, ...] = ()
    taught: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wish:
    """How an agent wants it. tone: one of WISHES; language: a code; words: free, masked before they leave."""

    tone: str = ""
    language: str = ""
    words: str = ""


NO_WISH, NO_VOICE = Wish(), Said()


def ground(letter: Letter, index: SourceIndex, internal: SourceIndex | None = None) -> Ground:
    """What the organization's own texts say about the letter. internal: those for colleagues alone."""
    from ai.local.mail import prepare  # numpy: only where drafts are written

    best: dict[str, Found] = {}
    doc = prepare(letter).doc
    for item in index.search(doc, limit=4 * MOST_SOURCES):
        best.setdefault(item.passage.source.id, item)
    items = list(best.values())[:MOST_SOURCES]
    told: dict[str, Found] = {}
    for item in internal.search(doc, limit=4 * MOST_INTERNAL) if internal else ():
        if item.score >= GROUND:
            told.setdefault(item.passage.source.id, item)
    near = [item for item in items if item.score >= NEAREST_FLOOR]
    return Ground(
        sources=tuple(item.passage.source for item in items if item.score >= GROUND),
        quotes={item.passage.source.id: item.passage.text for item in items},
        nearest=tuple(
            Nearest(one.id, one.title, one.url, round(item.score, 3))
            for item in near
            for one in [item.passage.source]
        ),
        score=items[0].score if items else 0.0,
        internal=tuple(told.values())[:MOST_INTERNAL],
        taught=index.behind(doc),
    )


def by_model(
    where: Endpoint,
    letter: Letter,
    on: Ground,
    names: Names,
    *,
    language: str,
    host: str,
    wish: Wish = NO_WISH,
    voice: Said = NO_VOICE,
    masking: Masking = DEFAULT,
    base: str = prompt.VERSION,
) -> tuple[Draft, Answer]:
    """A checked draft, or an empty one with the reason. language: of the customer, or the one wished for.

    Raises ModelAway, BadAnswer.
    """
    redactor = Redactor(masking)
    masked = mask(letter, redactor)
    messages = prompt.messages(masked, on.sources, names, redactor, wish, voice, base)
    answer = gateway.ask(where, Question(messages, "reply", prompt.schema(), judge=_missing))
    body, sure = _said(answer.data)
    if not body:
        return Draft("", (), 0.0, _missing(answer.data), on.nearest), answer

    body = redactor.restore(body)
    own = f"{names.customer} {names.agent} {names.organization}"
    mail = f"{letter.subject}\n{letter.body}"
    flags = check_draft(body, on.sources, mail, language=language, allowed_hosts=[host], own=own)
    if reason := withheld_by(flags):
        return Draft("", (), 0.0, reason, on.nearest, flags), answer
    return _standing(Draft(body, _citations(body, on), sure, "", on.nearest, flags)), answer


def in_words_of(draft: Draft, voice: Said) -> Draft:
    """The draft, withheld when it says what the organization does not want said. Whoever wrote it."""
    if not (found := wording.forbidden(draft.body, voice.forbidden)):
        return draft
    reason = f"The draft says “{found[0].detail}”, which your wording rules out."
    return _withheld(draft, reason, draft.flags + found)


def _withheld(draft: Draft, reason: str, flags: tuple[Flag, ...]) -> Draft:
    return replace(draft, body="", citations=(), confidence=0.0, withheld_reason=reason, flags=flags)


def _standing(draft: Draft) -> Draft:
    """A model's draft by what it stands on: without any source it is withheld, single statements are told."""
    loose = wording.uncited(draft.body)
    if wording.is_cited(draft.body):
        flags = tuple(Flag(wording.UNCITED, one[:200]) for one in loose[:TOLD])
        return replace(draft, flags=draft.flags + flags)
    if loose:
        flags = (*draft.flags, Flag(wording.UNCITED, loose[0][:200]))
        return _withheld(draft, NO_SOURCE, flags)
    flags = (*draft.flags, Flag(wording.HOLDING))
    return replace(draft, confidence=min(draft.confidence, ASKING), flags=flags)


def size(letter: Letter, on: Ground) -> int:
    """Bytes of the words a question for a draft holds, at most."""
    sources = (text for one in on.sources for text in (one.title, one.text[: prompt.SOURCE_LIMIT], one.url))
    return letter_size(letter) + sum(len(text.encode()) for text in sources)


def without_markers(body: str) -> str:
    """The text as a customer gets it: the numbers of the sources are for the agent."""
    return _MARKER.sub("", body)


def _said(data: dict[str, Any]) -> tuple[str, float]:
    body = data.get("reply")
    if data.get("can_answer") is False or not isinstance(body, str):
        return "", 0.0
    sure = data.get("confidence")
    known = isinstance(sure, int | float) and not isinstance(sure, bool) and 0 <= sure <= 1
    return storable(body).strip(), float(sure) if known else 0.5  # type: ignore[arg-type]


def _missing(data: dict[str, Any]) -> str:
    if "can_answer" not in data and "reply" not in data:
        raise BadAnswer("bad_answer", "neither a reply nor a no")
    return NO_ARTICLE


def _citations(body: str, on: Ground) -> tuple[Citation, ...]:
    numbers = dict.fromkeys(int(mark) for mark in re.findall(r"\[(\d{1,2})\](?!\()", body))
    cited = [(number, on.sources[number - 1]) for number in sorted(numbers) if 0 < number <= len(on.sources)]
    return tuple(Citation(source.id, f"[{number}]", on.quotes[source.id]) for number, source in cited)
