"""The words all engines share: what goes into advice and what comes out.

The local engine and the model gateway both take a Letter with the organization's own
options and give a Reading or a Draft. Frozen plain values: no database, no engine, so
that they may cross threads, be compared in tests and be stored field by field.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

SENTIMENTS = ("very_negative", "negative", "neutral", "positive", "very_positive")
PRIORITIES = ("low", "medium", "high", "urgent")
ESCALATIONS = (
    "none", "legal", "security", "churn", "repeat_contact", "all_users_down", "safety",
    "deadline", "manager_request",
)  # fmt: skip
OTHER = "other"  # key of the category that is chosen rather than guessing
YES, NO = "yes", "no"  # how a head calls a bool
UNDETERMINED = "und"  # language code (ISO 639-2) when the text is too short to tell
HIGH, MEDIUM = 0.85, 0.60  # floors of the confidence words that people see
BODY_LIMIT = 8_000  # characters of a mail that any engine reads

# What a detail is found by: words of the organization's own, or numbers of a kind that we know.
NUMBERS = ("order", "invoice", "tracking", "serial", "amount", "date")
DETAIL_KINDS = ("pattern", "list", *NUMBERS)

SourceKind = Literal["article", "macro", "solved", "internal"]  # internal: for agents, never in a draft


def confidence_word(confidence: float) -> Literal["High", "Medium", "Low"]:
    """The word an agent sees; raw numbers are for admins."""
    if confidence >= HIGH:
        return "High"
    return "Medium" if confidence >= MEDIUM else "Low"


def roll_up(sentiment: str) -> Literal["negative", "neutral", "positive"]:
    """Five levels to three. Raises ValueError for an unknown level."""
    level = SENTIMENTS.index(sentiment)
    return "negative" if level < 2 else "neutral" if level == 2 else "positive"


@dataclass(frozen=True, slots=True)
class CategoryOption:
    """One leaf (or top level) the organization offers. `parent` is the key of the level above.

    phrases: further wording that only the local engine reads.
    """

    key: str
    name: str
    description: str = ""
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    parent: str | None = None
    queue: str | None = None


@dataclass(frozen=True, slots=True)
class TagOption:
    """A tag that exists; engines never invent one."""

    slug: str
    name: str
    description: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DetailOption:
    """Something the organization looks for in messages, as order numbers or its products.

    kind: one of DETAIL_KINDS. pattern: RE2, of kind "pattern". entries: (value, its other names), of "list".
    """

    key: str
    label: str
    kind: str
    pattern: str = ""
    entries: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class DetailReading:
    """One value found. quote: the words as they stand; start: their place in `where`, None if unknown.

    source: pattern, list, number or model. others: further values that differ, of which any may be meant.
    """

    key: str
    value: str
    confidence: float
    quote: str
    source: str
    where: Literal["subject", "body"] = "body"
    start: int | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """One inbound customer message. Text is data, never instruction.

    earlier: the customer's own messages before this one, oldest first.
    recent_contacts: contacts of this customer in the last 7 days, this one included.
    hidden: text the HTML cleaner removed because no reader would see it.
    others: places in `earlier` that somebody else wrote than the person who gets the reply; -1: in `body`.
    """

    subject: str
    body: str
    language: str | None = None
    earlier: tuple[str, ...] = ()
    recent_contacts: int = 1
    paying: bool = False
    hidden: str = ""
    others: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """Something a person wrote that a reply may stand on.

    asked: further words it is found by, as the question it answered; never shown, never sent.
    """

    id: str
    kind: SourceKind
    title: str
    text: str
    url: str = ""
    language: str | None = None
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Who speaks to whom in a draft."""

    customer: str = ""
    agent: str = ""
    organization: str = ""


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a person decided about a text. kind: category, sentiment, priority, spam ("yes", "no") or tag.

    weight: 1.0 correction, 0.7 import or final value, 0.3 silent accept, 0 ignored.
    by: who decided; one person holds at most 40 % of a class. age_days halves at 180.
    """

    text: str
    value: str
    weight: float = 1.0
    kind: str = "category"
    by: str = ""
    age_days: float = 0.0


@dataclass(frozen=True, slots=True)
class FieldReading(Generic[T]):
    """One judged field: value, calibrated confidence 0..1, why, and the words it rests on.

    proven: the organization's own decided messages show that values this sure may be applied alone.
    written: the words as the customer wrote them where `evidence` is masked; "": they are the same.
    """

    value: T
    confidence: float
    reason: str = ""
    evidence: str = ""
    alternatives: tuple[tuple[T, float], ...] = ()
    proven: bool = False
    written: str = ""


@dataclass(frozen=True, slots=True)
class Escalation:
    """Advice to bring in somebody senior. `code` is one of ESCALATIONS, `reason` a sentence."""

    value: bool
    code: str = "none"
    confidence: float = 0.0
    reason: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """A named warning of a guard, with the words that set it off."""

    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that triage says about one letter."""

    language: FieldReading[str]
    sentiment: FieldReading[str]
    category: FieldReading[str]
    priority: FieldReading[str]
    urgency: FieldReading[int]
    tags: tuple[FieldReading[str], ...]
    escalation: Escalation
    needs_reply: FieldReading[bool]
    spam: FieldReading[bool]
    thanks: FieldReading[bool]
    details: tuple[DetailReading, ...] = ()
    flags: tuple[Flag, ...] = ()
    engine: str = "local"


@dataclass(frozen=True, slots=True)
class Citation:
    """marker as printed in the body ("[1]"), quote as it stands in the source."""

    source_id: str
    marker: str
    quote: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """An article offered to the agent when no draft is honest."""

    source_id: str
    title: str
    url: str
    score: float


@dataclass(frozen=True, slots=True)
class Draft:
    """A suggested reply, or an empty body with the reason it was withheld."""

    body: str
    citations: tuple[Citation, ...] = ()
    confidence: float = 0.0
    withheld_reason: str = ""
    nearest: tuple[Nearest, ...] = ()
    flags: tuple[Flag, ...] = ()
