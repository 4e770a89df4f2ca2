"""What of a reading may be written to the ticket without a person: pure decisions over loaded facts.

What a person chose is never overwritten, priority is never lowered, an escalation is never taken back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from ai import rules
from ai.contracts import PRIORITIES, SENTIMENTS, UNDETERMINED, FieldReading, Reading
from core.desk import selectors as desk
from core.desk.models import Tag
from tenants.kernel.errors import NotFound

KNOWN = 0.99  # confidence of spam by a sender whose mail was called so before
APART = ("spam",)  # decided beside the others
COLUMNS = {"escalation": "is_escalated", "spam": "is_spam", "thanks": "is_thanks"}  # where called otherwise


@dataclass(frozen=True, slots=True)
class Found:
    """One field of a reading, ready to be stored. part: of details the ticket field's key.

    written: the words of the evidence as the customer wrote them.
    """

    field: str
    value: Any
    confidence: float
    reason: str = ""
    evidence: str = ""
    part: str = ""
    written: str = ""


class Standing(NamedTuple):
    """What decides what may be written: the ticket as it is under its lock, and the policies.

    policies: {field: (mode, smallest confidence)}; what nobody decided is as at the start.
    gates: {field: (wanted precision, conditions)} of the policies that people decided.
    is_stranger: it came by mail, from somebody nobody here has answered yet. is_marked: and whose
    earlier mail a colleague called spam. is_doubted: the engines differ on "thanks only", or somebody has
    spoken since. fields: what the organization's own fields hold. has_history: the ticket holds more than one
    message by now, so a later one may have been read first.
    """

    ticket_id: int
    priority: int
    chosen: dict[str, str]
    policies: dict[str, tuple[str, float]]
    queue_id: int = 0
    needs_review: bool = False
    is_stranger: bool = False
    is_marked: bool = False
    is_doubted: bool = False
    gates: dict[str, tuple[float, dict[str, Any]]] = {}
    fields: dict[str, Any] = {}
    has_history: bool = True


def found(reading: Reading) -> list[Found]:
    """The fields in the order of rules.FIELDS."""
    tags, advice = reading.tags, reading.escalation
    plain = {
        name: getattr(reading, name) for name in ("language", "sentiment", "category", "priority", "urgency")
    }
    rows = [_plainly(name, one) for name, one in plain.items()]
    least = min((tag.confidence for tag in tags), default=0.0)
    reasons = "; ".join(dict.fromkeys(tag.reason for tag in tags if tag.reason))
    rows.append(Found("tags", [tag.value for tag in tags], least, reasons, tags[0].evidence if tags else ""))
    rows.append(Found("escalation", advice.value, advice.confidence, _advice(reading), advice.evidence))
    return [*rows, _plainly("spam", reading.spam), _plainly("thanks", reading.thanks)]


def _plainly(name: str, one: FieldReading[Any]) -> Found:
    written = one.written or one.evidence
    return Found(name, one.value, one.confidence, one.reason, one.evidence, written=written)


def allowed_values(
    reading: Reading, standing: Standing, flags: frozenset[str], trusted: frozenset[str]
) -> dict[str, dict[str, Any]]:
    """{field: the ticket's columns to write} for the fields that may be applied without a person.

    trusted: those of rules.EARNED and rules.BACKED that may be (services.earning).
    """
    written: dict[str, dict[str, Any]] = {}
    for one in found(reading):
        mode, floor = standing.policies[one.field]
        bound = one.field in rules.EARNED or one.field in rules.BACKED
        if (bound and one.field not in trusted) or one.field in APART:
            continue
        if rules.applies(mode, one.confidence, floor, flags, one.field) and (
            change := _change(one, standing)
        ):
            written[one.field] = change
    return written


def remembering(reading: Reading, standing: Standing) -> Reading:
    """The reading, with what colleagues have said about the sender."""
    if not standing.is_marked:
        return reading
    reason = _("A colleague called earlier mail of this sender spam.")
    return replace(reading, spam=FieldReading(True, KNOWN, reason))


def about_spam(
    reading: Reading, standing: Standing, flags: frozenset[str], *, is_first: bool, is_agreed: bool
) -> dict[str, Any]:
    """The ticket's columns to write: {"is_spam"} where it is certain, {"is_suspect"} where it is likely."""
    one, (mode, floor) = reading.spam, standing.policies["spam"]
    if not one.value or "is_spam" in standing.chosen:
        return {}
    strange = is_first and standing.is_stranger
    fate = rules.spam_fate(mode, one.confidence, floor, flags, is_strange=strange, is_agreed=is_agreed)
    return {f"is_{fate}": True} if fate else {}


def _change(one: Found, standing: Standing) -> dict[str, Any]:
    """Columns and values; empty when there is nothing to write or a person chose otherwise."""
    column = COLUMNS.get(one.field, one.field)
    if column in standing.chosen:
        return {}
    if one.field == "language":
        return {} if one.value == UNDETERMINED else {"language": one.value}
    if one.field == "sentiment":
        return {"sentiment": SENTIMENTS.index(one.value) - 2}
    if one.field == "escalation":
        return {"is_escalated": True, "escalation_reason": one.reason[:200]} if one.value else {}
    if one.field == "thanks":
        return {"is_thanks": True} if one.value and not standing.is_doubted else {}
    if one.field == "priority":
        rank = rules.raised(standing.priority, PRIORITIES.index(one.value) + 1)
        return {"priority": rank} if rank else {}
    if one.field == "category":
        return _category(one.value)
    if one.field == "tags":
        return _tags(one.value, standing.ticket_id)
    return {column: one.value}


def _category(key: str) -> dict[str, Any]:
    try:
        return {"category": desk.category(key)}
    except NotFound:  # "other" where the organization has no such category
        return {}


def _tags(names: list[str], ticket_id: int) -> dict[str, Any]:
    """Tags are added to those the ticket has; only existing ones."""
    wanted = desk.tags_named(names)
    return {"tags": [*Tag.objects.filter(tickets=ticket_id), *wanted]} if wanted else {}


def _advice(reading: Reading) -> str:
    advice = reading.escalation
    named = advice.code.replace("_", " ").capitalize() if advice.code != "none" else ""
    return ": ".join(part for part in (named, advice.reason) if part) if advice.value else advice.reason
