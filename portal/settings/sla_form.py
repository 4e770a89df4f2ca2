"""An SLA policy as a form and back: typed spans of time, and for which tickets it holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.contacts import selectors as contacts
from core.desk import selectors as desk
from core.sla import selectors as sla
from core.sla.rules import tree_of
from core.tickets.conditions import FIELDS, BadCondition, Group, Leaf
from portal.agent.codes import CHANNELS
from portal.agent.promises import span
from portal.ui.forms import Form
from portal.ui.words import PRIORITIES
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.sla.models import Policy

TARGETS = ("first_reply", "next_reply", "resolution")
TEXTS = ("name", *TARGETS, "calendar", "warn_assignee", "warn_lead")
SWITCHES = ("is_active", "is_default", "replace")
ASKED = ("priority", "queue", "category", "team", "channel", "tags", "company")  # that the form can ask
CHOSEN = tuple(name for name in ASKED if name != "company")  # by values of a list; companies by their names
MOST_COMPANIES = 200  # in one list
LONGEST_SPAN = 40  # characters
SPAN = re.compile(r"\s*(?:(\d{1,5})\s*h(?:ours?)?)?\s*(?:(\d{1,6})\s*(?:m|min|minutes?)?)?\s*", re.IGNORECASE)
OPS = {
    "is": gettext_lazy("is"),
    "is_not": gettext_lazy("is not"),
    "any": gettext_lazy("has one of"),
    "all": gettext_lazy("has all of"),
    "none": gettext_lazy("has none of"),
    "empty": gettext_lazy("is empty"),
    "filled": gettext_lazy("is set"),
    "contains": gettext_lazy("contains"),
    "lacks": gettext_lazy("does not contain"),
    "starts": gettext_lazy("starts with"),
    "ends": gettext_lazy("ends with"),
}


def typed(row: Policy | None) -> Form:
    """The form of a saved policy, or of a new one: on, for every ticket."""
    row = row or sla.blank_policy()
    data: dict[str, Any] = {"name": row.name, "calendar": str(row.calendar_id or "")}
    data |= {name: span(value) if (value := getattr(row, name)) else "" for name in TARGETS}
    data |= {name: str(getattr(row, name)) for name in ("warn_assignee", "warn_lead")}
    data |= {"is_active": row.is_active, "is_default": row.is_default, "replace": False}
    return Form(data | {"asked": plain(row.conditions) or {}})


def sent(request: HttpRequest) -> Form:
    """What was typed, shown again when it is refused."""
    form = Form.of(request, *TEXTS)
    form.data |= {name: name in request.POST for name in SWITCHES}
    asked = {name: request.POST.getlist(f"asked_{name}")[:50] for name in ASKED}
    return Form(form.data | {"asked": {name: values for name, values in asked.items() if values}})


def values(form: Form, row: Policy | None) -> dict[str, Any]:
    """What services.save_policy takes. Invalid with a sentence for each field that is none."""
    wrong: dict[str, list[str]] = {}
    found: dict[str, Any] = {"name": form["name"], "is_active": bool(form.data["is_active"])}
    for name in TARGETS:
        try:
            found[name] = minutes(form[name])
        except ValueError:
            wrong[name] = [_("Write it as 30 min, 4 h or 1 h 30 min, or leave it empty.")]
    for name in ("warn_assignee", "warn_lead"):
        number = form[name].strip() or "0"
        if not number.isdecimal() or len(number) > 2:
            wrong[name] = [_("A number from 0 to 99.")]
        else:
            found[name] = int(number)
    found["calendar"] = _calendar(form["calendar"], wrong)
    if wrong:
        raise Invalid(fields=wrong)
    if form.data["is_default"]:
        found["is_default"] = True
    if row is None or plain(row.conditions) is not None or form.data["replace"]:
        found["conditions"] = conditions(form.data["asked"])
    return found


def minutes(text: str) -> int | None:
    """ "1 h 30 min", "4h", "45": minutes. None for nothing. ValueError for anything else."""
    text = text.strip()
    if not text:
        return None
    match = SPAN.fullmatch(text) if len(text) <= LONGEST_SPAN else None  # blanks cost it their cube
    if match is None or not any(match.groups()):
        raise ValueError(text[:LONGEST_SPAN])
    return int(match[1] or 0) * 60 + int(match[2] or 0)


def conditions(asked: Mapping[str, list[str]]) -> dict[str, Any]:
    """All of the fields that something is chosen for."""
    leaves: list[dict[str, Any]] = [
        {"field": name, "op": "any" if name == "tags" else "is", "value": asked[name]}
        for name in ASKED
        if asked.get(name) and name != "company"
    ]
    named = [{"field": "company", "op": "is", "value": name} for name in asked.get("company", ())]
    return {"all": [*leaves, *([{"any": named}] if named else [])]}


def plain(raw: Mapping[str, Any]) -> dict[str, list[str]] | None:
    """{field: values} of conditions that the form can show; None for what programs may write besides."""
    try:
        tree = tree_of(raw)
    except BadCondition:
        return None
    found: dict[str, list[str]] = {}
    for part in tree.parts:
        if (companies := _companies(part)) and "company" not in found:
            found["company"] = companies
            continue
        usual = isinstance(part, Leaf) and part.field.key in CHOSEN and part.op in ("is", "any")
        if not isinstance(part, Leaf) or not usual or part.field.key in found:
            return None
        found[part.field.key] = list(part.value)
    return found if tree.joint == "all" or len(tree.parts) < 2 else None


def _companies(part: Leaf | Group) -> list[str]:
    """Names, where it asks for nothing but whether it is one of these companies."""
    parts = part.parts if isinstance(part, Group) and part.joint == "any" else (part,)
    leaves = [one for one in parts if isinstance(one, Leaf) and one.field.key == "company" and one.op == "is"]
    return [str(one.value) for one in leaves] if len(leaves) == len(parts) else []


def lists_of(by: Actor) -> dict[str, dict[str, str]]:
    """{field: {value as text: its name}} of what can be chosen."""
    companies = contacts.companies(by)[:MOST_COMPANIES]
    return {
        "priority": {key: str(words) for key, words in reversed(PRIORITIES.items())},
        "queue": {str(row.pk): row.name for row in desk.queues()},
        "category": {row.key: row.name for row in desk.categories()},
        "team": {str(row.pk): row.name for row in desk.teams()},
        "channel": {key: str(words) for key, words in CHANNELS.items()},
        "tags": {name: name for name in desk.tag_names()},
        "company": {row.name: row.name for row in companies},
    }


def labels() -> dict[str, Any]:
    """{field: what people call it}"""
    return {name: FIELDS[name].label for name in ASKED}


def said(raw: Mapping[str, Any], lists: dict[str, dict[str, str]]) -> str:
    """The conditions in words; "" for every ticket."""
    try:
        return _group(tree_of(raw), lists)
    except BadCondition:
        return _("Something that can no longer be asked")


def _group(tree: Group, lists: dict[str, dict[str, str]]) -> str:
    joint = _(" and ") if tree.joint == "all" else _(" or ")
    return joint.join(
        f"({_group(part, lists)})" if isinstance(part, Group) else _leaf(part, lists) for part in tree.parts
    )


def _leaf(leaf: Leaf, lists: dict[str, dict[str, str]]) -> str:
    known = lists.get(leaf.field.key, {})
    given = leaf.value if isinstance(leaf.value, tuple) else () if leaf.value is None else (leaf.value,)
    names = _(" or ").join(known.get(str(one), str(one))[:60] for one in given)
    return " ".join(filter(None, (str(leaf.field.label), str(OPS.get(leaf.op, leaf.op)), names)))


def _calendar(text: str, wrong: dict[str, list[str]]) -> Any:
    if not text:
        return None
    row = next((one for one in desk.calendars() if str(one.pk) == text), None)
    if row is None:
        wrong["calendar"] = [_("This calendar does not exist any more.")]
    return row
