"""The model's reading: ask, then believe only what fits.

The schema already limits the answer to our keys, but an endpoint may ignore schemas: every value is
checked again here, and evidence counts only if it really stands in the mail.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ai import gateway
from ai.contracts import (
    ESCALATIONS,
    NO,
    OTHER,
    PRIORITIES,
    SENTIMENTS,
    UNDETERMINED,
    YES,
    CategoryOption,
    DetailOption,
    Escalation,
    FieldReading,
    Flag,
    Letter,
    Reading,
    TagOption,
)
from ai.details.said import readings as details_of
from ai.gateway import Answer, BadAnswer, Endpoint, Question
from ai.guard import injection
from ai.prompts import triage as prompt
from ai.text.clean import clean
from ai.text.masking import DEFAULT, Masking
from ai.text.redact import Redactor
from ai.triage import offers
from tenants.kernel.text import one_line

UNSAID = 0.5  # confidence of a value whose confidence the model left out
TAG_SURE = 0.7
MOST_READ, MOST_EARLIER = 8_000, 1_500  # characters that are sent of a body, and of a message before it
SLACK = 1_000  # bytes for placeholders that are longer than what they stand for


def read(
    where: Endpoint,
    letter: Letter,
    categories: Sequence[CategoryOption],
    tags: Sequence[TagOption],
    masking: Masking = DEFAULT,
    guidance: str = "",
    base: str = prompt.VERSION,
    details: tuple[DetailOption, ...] = (),
    flags: tuple[Flag, ...] | None = None,
) -> tuple[Reading, Answer]:
    """The reading and what it cost. Raises ModelAway, BadAnswer. Personal data leaves masked.

    guidance: how the organization wants mail sorted. base: the prompt's version. details: to look for.
    flags: of this letter, where somebody has inspected it already; None: nobody has.
    """
    redactor = Redactor(masking)
    masked = mask(letter, redactor)
    details = details if base in prompt.ASKS_OF_DETAILS else ()
    offer = offers.of(tuple(categories), tuple(tags), guidance, base, details, redactor)
    messages = (*offer.messages, prompt.mail(masked))
    taken: list[Reading] = []

    def judge(data: dict[str, Any]) -> None:
        reading = reading_of(data, masked, letter, offer.categories, offer.tags, base, redactor, flags)
        taken[:] = [replace(reading, details=details_of(data.get("details"), masked, letter, details))]

    answer = gateway.ask(where, Question(messages, "triage", offer.schema, judge=judge))
    return taken[0], answer


def size(
    letter: Letter,
    categories: Sequence[CategoryOption],
    tags: Sequence[TagOption],
    guidance: str = "",
    details: Sequence[DetailOption] = (),
) -> int:
    """Bytes of the words a question about the letter holds, at most."""
    options = [text for one in categories for text in (one.key, one.key, one.name, one.description)]
    options += [text for one in tags for text in (one.slug, one.slug, one.description)]
    options += [text for one in details for text in (one.key, one.key, one.label, one.kind)]
    options += [value for one in details for value, _ in one.entries[: offers.MOST_NAMED]]
    return letter_size(letter) + sum(len(text.encode()) for text in (*options, guidance))


def letter_size(letter: Letter) -> int:
    """Of its own words and those before. A longer text is cut to head and tail."""
    read = [(letter.body, MOST_READ), *((text, MOST_EARLIER) for text in letter.earlier)]
    bounded = sum(len(text.encode()) if len(text) <= most else 4 * most for text, most in read)
    return SLACK + len(letter.subject.encode()) + bounded


def mask(letter: Letter, redactor: Redactor) -> Letter:
    """The letter cleaned, bounded and without cards, accounts, secrets, addresses and numbers of people."""
    earlier = tuple(
        redactor.redact(clean(text, MOST_EARLIER), to_its_writer=place not in letter.others)
        for place, text in enumerate(letter.earlier)
    )  # first: numbers of placeholders stay as they were in the conversation
    return Letter(
        subject=redactor.redact(clean(letter.subject, 300)),
        body=redactor.redact(clean(letter.body), to_its_writer=-1 not in letter.others),
        language=redactor.ours(letter.language or "") or None,
        earlier=earlier,
        recent_contacts=letter.recent_contacts,
    )


def reading_of(
    data: dict[str, Any],
    masked: Letter,
    letter: Letter,
    categories: Sequence[CategoryOption],
    tags: Sequence[TagOption],
    base: str,
    redactor: Redactor,
    flags: tuple[Flag, ...] | None = None,
) -> Reading:
    """Our words for a valid answer. BadAnswer when a field is missing or outside of its options."""
    if flags is None:
        flags = injection.inspect(f"{letter.subject}\n{letter.body}", hidden=letter.hidden)
    said = data.get("confidence") if isinstance(data.get("confidence"), dict) else {}
    reason = one_line(str(data.get("reason") or ""), 280)
    evidence = _standing(str(data.get("evidence") or ""), masked)
    written = redactor.as_written(evidence)
    keys = {option.key for option in categories} | {OTHER}
    return Reading(
        language=FieldReading(
            _language(data), 0.95 if _language(data) != UNDETERMINED else 0.0, reason="named by the model"
        ),
        sentiment=FieldReading(_among(data, "sentiment", SENTIMENTS), _sure(said, "sentiment"), reason),
        category=FieldReading(
            _among(data, "category", keys), _sure(said, "category"), reason, evidence, written=written
        ),
        priority=FieldReading(_among(data, "priority", PRIORITIES), _sure(said, "priority"), reason),
        urgency=FieldReading(_urgency(data), _sure(said, "priority"), reason),
        tags=_tags(data, {tag.slug for tag in tags}),
        escalation=_escalation(data, reason),
        needs_reply=FieldReading(data.get("needs_reply") is not False, 0.9, reason),
        thanks=_thanks(data, said, reason, is_asked=base in prompt.ASKS_OF_THANKS),
        spam=FieldReading(
            _among(data, "spam", (NO, YES)) == YES, _sure(said, "spam"), reason, evidence, written=written
        ),
        flags=flags,
        engine="model",
    )


def _thanks(data: dict[str, Any], said: Any, reason: str, *, is_asked: bool) -> FieldReading[bool]:
    """An older prompt does not ask: then a model says no, without any confidence."""
    if not is_asked:
        return FieldReading(False, 0.0, "not asked")
    return FieldReading(_among(data, "thanks_only", (NO, YES)) == YES, _sure(said, "thanks_only"), reason)


def _among(data: dict[str, Any], field: str, allowed: Any) -> str:
    if (value := data.get(field)) not in allowed:
        raise BadAnswer("bad_answer", f"{field} is none of the options")
    return str(value)


def _sure(said: Any, field: str) -> float:
    try:
        value = float(said.get(field, UNSAID))
    except (TypeError, ValueError, OverflowError):
        return UNSAID
    return min(max(value, 0.0), 1.0) if math.isfinite(value) else UNSAID


def _language(data: dict[str, Any]) -> str:
    code = str(data.get("language") or "").lower()[:2]
    return (
        code if len(code) == 2 and code.isalpha() and data.get("language") != UNDETERMINED else UNDETERMINED
    )


def _urgency(data: dict[str, Any]) -> int:
    value = data.get("urgency")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadAnswer("bad_answer", "urgency is no number")
    return min(max(int(value), 0), 100)


def _tags(data: dict[str, Any], known: set[str]) -> tuple[FieldReading[str], ...]:
    named = data.get("tags")
    chosen = dict.fromkeys(tag for tag in named if tag in known) if isinstance(named, list) else {}
    return tuple(
        FieldReading(tag, TAG_SURE, "named by the model") for tag in list(chosen)[: prompt.MOST_TAGS]
    )


def _escalation(data: dict[str, Any], reason: str) -> Escalation:
    code = data.get("escalate_reason")
    if data.get("escalate") is not True:
        return Escalation(False)
    return Escalation(True, str(code) if code in ESCALATIONS else "none", 0.8, reason)


def _standing(words: str, mail: Letter) -> str:
    """The words if they stand in the mail, else nothing: a hijacked answer shows itself here."""
    words = words.strip()[:200]
    return words if words and words in f"{mail.subject}\n{mail.body}" else ""
