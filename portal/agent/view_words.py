"""What the editor of a view offers: fields, ways to ask, and the values of each field, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from ai.languages import LANGUAGES
from core.accounts import selectors as accounts
from core.desk import selectors as desk
from core.desk.looks import LAYOUTS
from core.tickets import conditions
from core.tickets.conditions import Field, Kind
from portal.agent import heading
from portal.agent.codes import CHANNELS
from portal.ui.words import APPROVALS, language_name
from tenants.kernel.actor import Actor
from tenants.saying import gettext as _

MOST_PEOPLE = 100
STATES = {
    "new": gettext_lazy("New"),
    "open": gettext_lazy("Open"),
    "waiting": gettext_lazy("Waiting on customer"),
    "on_hold": gettext_lazy("On hold"),
    "resolved": gettext_lazy("Resolved"),
    "closed": gettext_lazy("Closed"),
    "spam": gettext_lazy("Spam"),
}
WAYS = {
    "is": gettext_lazy("is"),
    "is_not": gettext_lazy("is not"),
    "any": gettext_lazy("has any of"),
    "all": gettext_lazy("has all of"),
    "none": gettext_lazy("has none of"),
    "above": gettext_lazy("is above"),
    "below": gettext_lazy("is below"),
    "contains": gettext_lazy("contains"),
    "lacks": gettext_lazy("does not contain"),
    "starts": gettext_lazy("starts with"),
    "ends": gettext_lazy("ends with"),
    "before": gettext_lazy("was before"),
    "after": gettext_lazy("was on or after"),
    "last": gettext_lazy("was in the last"),
    "older": gettext_lazy("is longer ago than"),
    "next": gettext_lazy("comes within"),
    "past": gettext_lazy("is over"),
    "empty": gettext_lazy("is empty"),
    "filled": gettext_lazy("is set"),
}
BARE = frozenset({"empty", "filled", "past"})
SPANS = frozenset({"last", "older", "next"})


def fields(*, before: bool = False) -> list[tuple[str, str]]:
    """(key, name) by name, those the organization added last. before: and what they were before a change."""
    known = sorted(conditions.all_fields(), key=lambda one: (bool(one.own), str(one.label)))
    earlier = sorted(conditions.fields_before(), key=lambda one: str(one.label)) if before else []
    return [(one.key, str(one.label)) for one in (*known, *earlier)]


def layouts() -> list[tuple[str, str]]:
    """How a list can be looked at, in words."""
    words = {"list": _("List"), "table": _("Table"), "board": _("Board"), "calendar": _("Calendar")}
    return [(key, words[key]) for key in LAYOUTS]


def ways(field: Field) -> list[tuple[str, str]]:
    return [(op, str(WAYS[op])) for op in conditions.operators(field)]


def control(field: Field, op: str) -> str:
    """How a value is given: "none", "picks", "number", "yesno", "span", "date" or "text"."""
    if op in BARE:
        return "none"
    if field.kind is Kind.MOMENT:
        return "span" if op in SPANS else "date"
    if field.kind is Kind.DAY:
        return "date"
    kinds = {Kind.CHOICE: "picks", Kind.TAGS: "picks", Kind.NUMBER: "number", Kind.FLAG: "yesno"}
    return kinds.get(field.kind, "text")


def picks(field: Field, actor: Actor) -> list[tuple[str, str]]:
    """(value, word) of what can be picked for a field. No query but for people."""
    if field.own:
        return _own_picks(field, actor)
    key = field.key.removeprefix(conditions.WAS)
    match key:
        case "state":
            return [(key, str(word)) for key, word in STATES.items()]
        case "queue":
            return [(str(row.pk), row.name) for row in desk.queues()]
        case "team":
            return [("mine", _("Mine")), *((str(row.pk), row.name) for row in desk.teams())]
        case "assignee" | "responsible" | "watched":
            return _people(actor)
        case "approval":
            return [(state, str(name)) for state, (name, _icon, _chip) in APPROVALS.items()]
        case "language":
            return [(code, language_name(code)) for code in LANGUAGES]
        case "channel":
            return [(code, str(word)) for code, word in CHANNELS.items()]
        case "tags":
            return list(heading.names("tag").items())
    return list(heading.names(key).items())


def _people(actor: Actor) -> list[tuple[str, str]]:
    people = accounts.people(actor).filter(is_active=True).values_list("pk", "name")[:MOST_PEOPLE]
    return [("me", _("Me")), *((str(pk), name) for pk, name in people)]


def _own_picks(field: Field, actor: Actor) -> list[tuple[str, str]]:
    """Options of a field that the organization added; colleagues where it names one."""
    if field.ids:
        return _people(actor)
    options: list[Any] = next((one.options for one in desk.fields(hidden=True) if one.key == field.own), [])
    return [(one["key"], one["label"]) for one in options]


def sharing(actor: Actor, may_share: bool) -> list[tuple[str, str]]:
    """Options of "who sees it"."""
    if not may_share:
        return [("me", _("Only me"))]
    teams = [(f"team:{row.pk}", _("Team %(name)s") % {"name": row.name}) for row in desk.teams()]
    roles = [(f"role:{row.pk}", _("Role %(name)s") % {"name": _(row.name)}) for row in accounts.roles()]
    return [("me", _("Only me")), ("all", _("Everybody")), *teams, *roles]


def shared_with(view: Any) -> str:
    """The same for one view that is there."""
    if view.owner_id:
        return _("Only me")
    if view.team:
        return _("Team %(name)s") % {"name": view.team.name}
    return _("Role %(name)s") % {"name": _(view.role.name)} if view.role else _("Everybody")
