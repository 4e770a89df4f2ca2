"""What a condition may ask about a ticket, and in which ways.

One table, so that the editor, the check, the query and the single ticket cannot differ. `path` is the way
to the value in the ORM; what stands in `Facts` under the field's key is the same value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils import text
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.desk import selectors as desk
from core.desk.models import Field as Own


class Kind(StrEnum):
    CHOICE = "choice"  # values are short texts or ids, asked with "is one of"
    TAGS = "tags"
    NUMBER = "number"
    FLAG = "flag"
    TEXT = "text"
    MOMENT = "moment"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Field:
    """nullable: may be without a value. above: a second path whose value counts too (a category's parent).

    is_presence: a flag that says whether the path has a value. ids: the values are numbers of rows.
    also: words that stand for values ("me"). own: key of a field that the organization added; its value
    stands in `Ticket.fields`. ops: instead of those of its kind. is_beside: of no column, see beside.py.
    """

    key: str
    label: str | Promise
    kind: Kind
    path: str
    nullable: bool = False
    above: str = ""
    ids: bool = False
    is_presence: bool = False
    also: tuple[str, ...] = ()
    own: str = ""
    ops: tuple[str, ...] = ()
    is_beside: bool = False


_OPERATORS: dict[Kind, tuple[str, ...]] = {
    Kind.CHOICE: ("is", "is_not"),
    Kind.TAGS: ("any", "all", "none"),
    Kind.NUMBER: ("is", "above", "below"),
    Kind.FLAG: ("is",),
    Kind.TEXT: ("contains", "lacks", "is", "starts", "ends"),
    Kind.MOMENT: ("before", "after", "last", "older", "next", "past"),
    Kind.DAY: ("before", "after", "past"),
}
EMPTINESS = ("empty", "filled")  # need no value
BARE = (*EMPTINESS, "past")

_TABLE = (
    Field("status", _("Status"), Kind.CHOICE, "status__key"),
    Field("state", _("Kind of status"), Kind.CHOICE, "status__category"),
    Field("priority", _("Priority"), Kind.CHOICE, "priority"),
    Field("urgency", _("Urgency"), Kind.NUMBER, "urgency"),
    Field("queue", _("Queue"), Kind.CHOICE, "queue_id", ids=True),
    Field("team", _("Team"), Kind.CHOICE, "team_id", nullable=True, ids=True, also=("mine",)),
    Field("assignee", _("Assignee"), Kind.CHOICE, "assignee_id", nullable=True, ids=True, also=("me",)),
    Field(
        "responsible", _("Responsible"), Kind.CHOICE, "responsible_id", nullable=True, ids=True, also=("me",)
    ),
    Field(
        "category", _("Category"), Kind.CHOICE, "category__key", nullable=True, above="category__parent__key"
    ),
    Field("type", _("Type"), Kind.CHOICE, "type__key", nullable=True),
    Field("tags", _("Tags"), Kind.TAGS, "tags__name"),
    Field("sentiment", _("Sentiment"), Kind.CHOICE, "sentiment", nullable=True),
    Field("language", _("Language"), Kind.CHOICE, "language"),
    Field("channel", _("Channel"), Kind.CHOICE, "channel"),
    Field("subject", _("Subject"), Kind.TEXT, "subject"),
    Field("text", _("Words said last"), Kind.TEXT, "", ops=("contains", "lacks"), is_beside=True),
    Field(
        "watched", _("Followed by"), Kind.CHOICE, "", nullable=True, ids=True, also=("me",), is_beside=True
    ),
    Field("customer", _("Customer's address"), Kind.TEXT, "contact__email"),
    Field("customer_name", _("Customer's name"), Kind.TEXT, "contact__name"),
    Field("company", _("Company"), Kind.TEXT, "contact__company__name", nullable=True),
    Field("awaits_reply", _("Customer spoke last"), Kind.FLAG, "awaits_reply"),
    Field("is_finished", _("Finished"), Kind.FLAG, "is_finished"),
    Field("is_escalated", _("Escalation advised"), Kind.FLAG, "is_escalated"),
    Field("needs_review", _("Needs review"), Kind.FLAG, "needs_review"),
    Field("is_thanks", _("Thanks only"), Kind.FLAG, "is_thanks"),
    Field("is_suspect", _("Suspected spam"), Kind.FLAG, "is_suspect"),
    Field("is_snoozed", _("Put aside"), Kind.FLAG, "pending_until", is_presence=True),
    Field("approval", _("Approval"), Kind.CHOICE, "approval"),
    Field("is_archived", _("In the archive"), Kind.FLAG, "archived_at", is_presence=True),
    Field("messages", _("Number of messages"), Kind.NUMBER, "message_count"),
    Field("reopened", _("Times reopened"), Kind.NUMBER, "reopen_count"),
    Field("estimate", _("Estimate in minutes"), Kind.NUMBER, "estimated_minutes", nullable=True),
    Field("created", _("Opened"), Kind.MOMENT, "created_at"),
    Field("status_since", _("In this status since"), Kind.MOMENT, "status_since"),
    Field("updated", _("Changed"), Kind.MOMENT, "updated_at"),
    Field("last_message", _("Last message"), Kind.MOMENT, "last_message_at"),
    Field("first_reply", _("First reply"), Kind.MOMENT, "first_replied_at", nullable=True),
    Field("due", _("Due"), Kind.MOMENT, "due_at", nullable=True),
    Field("pending_until", _("Put aside until"), Kind.MOMENT, "pending_until", nullable=True),
    Field("resolved", _("Resolved"), Kind.MOMENT, "resolved_at", nullable=True),
    Field("closed", _("Closed"), Kind.MOMENT, "closed_at", nullable=True),
)
FIELDS: dict[str, Field] = {one.key: one for one in _TABLE}


OWN = "field."  # before the key of a field of the organization's own
_KINDS = {
    Own.Kind.TEXT: Kind.TEXT,
    Own.Kind.NUMBER: Kind.NUMBER,
    Own.Kind.DATE: Kind.DAY,
    Own.Kind.CHOICE: Kind.CHOICE,
    Own.Kind.TREE: Kind.CHOICE,
    Own.Kind.MULTI: Kind.TAGS,
    Own.Kind.PERSON: Kind.CHOICE,
    Own.Kind.CHECKBOX: Kind.FLAG,
}


WAS = "was."  # before the key of a field: its value before the change that a rule looks at
_EARLIER = frozenset(
    {"status", "state", "priority", "queue", "team", "assignee", "category", "tags", "sentiment", "urgency"}
    | {"language", "subject", "is_escalated", "responsible"}
)


def field_or_before(key: str) -> Field | None:
    """As `field`, and `was.<key>` for its value before the change: what only rules on events ask."""
    if not key.startswith(WAS):
        return field(key)
    one = field(key.removeprefix(WAS))
    return _before(one) if one and (one.key in _EARLIER or one.own) else None


def fields_before() -> list[Field]:
    """All that changes tell the earlier value of."""
    return [_before(one) for one in all_fields() if one.key in _EARLIER or one.own]


def _before(one: Field) -> Field:
    return replace(one, key=f"{WAS}{one.key}", label=text.format_lazy(_("{field}, before"), field=one.label))


def field(key: str) -> Field | None:
    """The field of that name, None for one that is not known (any more)."""
    if not key.startswith(OWN):
        return FIELDS.get(key)
    return next((_own(one) for one in desk.fields(hidden=True) if OWN + one.key == key), None)


def all_fields() -> list[Field]:
    """Those of every ticket, then those the organization added. No query."""
    return [*FIELDS.values(), *map(_own, desk.fields())]


def _own(one: Own) -> Field:
    is_person = one.kind == Own.Kind.PERSON
    return Field(
        OWN + one.key,
        one.label,
        _KINDS[Own.Kind(one.kind)],
        path="fields",
        nullable=one.kind != Own.Kind.CHECKBOX,
        ids=is_person,
        also=("me",) if is_person else (),
        own=one.key,
    )


def operators(one: Field) -> tuple[str, ...]:
    """The ways to ask for this field, the most usual first."""
    if one.ops:
        return one.ops
    can_miss = one.nullable or one.kind is Kind.TAGS
    return _OPERATORS[one.kind] + (EMPTINESS if can_miss else ())
