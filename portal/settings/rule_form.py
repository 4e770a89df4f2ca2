"""A rule as a form and back: when it acts, for which tickets, and what it does."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, QueryDict
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy

from core.automation import actions as doing
from core.automation.actions import Ask
from core.automation.rules import EVENTS, HAPPENS, PASSES, tree_of
from core.tickets import conditions
from portal.agent import view_form
from portal.agent.offers import Offers
from portal.ui.forms import Form
from tenants.kernel.errors import Refusal

if TYPE_CHECKING:
    from core.automation.models import Rule

WHEN = {
    "selective": gettext_lazy("Something it asks about happens"),
    "always": gettext_lazy("Anything happens to a ticket"),
    "time": gettext_lazy("Time has passed"),
    "schedule": gettext_lazy("At certain hours of the week"),
}
MOST_DEEDS = 20
TEXTS = ("name", "when", "after")
TOLD = ("conditions", "actions", "events", "hours")  # what sentences of refusals are about
SWITCHES = ("is_active", "stop_after_match")


@dataclass
class Deed:
    """One action as it was typed; without a name it is not there yet."""

    do: str = ""
    value: list[str] = dataclasses.field(default_factory=list)
    overwrite: bool = False


@dataclass
class Typed:
    """All that the page holds. hours: {(day, hour)} that are ticked."""

    form: Form
    asked: view_form.Asked
    deeds: list[Deed]
    events: list[str]
    hours: set[tuple[int, int]]


def typed(row: Rule | None) -> Typed:
    """The form of a rule, or of a new one: on, for every ticket, when it is opened or the customer writes."""
    if row is None:
        data = {"name": "", "when": "selective", "after": "3d", "is_active": True, "stop_after_match": False}
        return Typed(Form(data), view_form.Asked(), [Deed()], ["opened", "customer", "changed"], set())
    when = "schedule" if row.kind == "schedule" else row.activator
    data = {"name": row.name, "when": when, "after": row.after}
    data |= {"is_active": row.is_active, "stop_after_match": row.stop_after_match}
    hours = {(day, hour) for day, some in enumerate(row.hours) for hour in some}
    asked = view_form.of(_tree(row.conditions))
    return Typed(Form(data), asked, deeds_of(row.actions), list(row.events), hours)


def sent(request: HttpRequest, row: Rule | None) -> Typed:
    """What was typed, shown again after each change. row: the rule that is changed; its kind stays."""
    given = request.POST
    form = Form.of(request, *TEXTS)
    form.data |= {name: name in given for name in SWITCHES} | {
        "conditions": "",
        "actions": "",
        "events": "",
        "hours": "",
    }
    known = _whens(row)
    if form["when"] not in known:
        form.data["when"] = next(iter(known))
    asked = view_form.sent(given, conditions.field_or_before)
    hours = {(day, hour) for day in range(7) for hour in range(24) if f"h{day}-{hour}" in given}
    return Typed(form, asked, sent_deeds(given), given.getlist("events")[:20], hours)


def changed(typed: Typed, do: str) -> Typed:
    """After "deed" (one more action), "undeed:N", or what the editor of conditions knows."""
    if do.partition(":")[0] in ("deed", "undeed"):
        typed.deeds = changed_deeds(typed.deeds, do)
    else:
        typed.asked = view_form.changed(typed.asked, do)
    return typed


def changed_deeds(deeds: list[Deed], do: str) -> list[Deed]:
    """With one more, or without the one named; never none at all."""
    verb, _colon, place = do.partition(":")
    if verb == "deed" and len(deeds) < MOST_DEEDS:
        return [*deeds, Deed()]
    if verb == "undeed" and place.isdecimal():
        return [one for at, one in enumerate(deeds) if at != int(place[:3])] or [Deed()]
    return deeds


def deeds_of(actions: list[dict[str, Any]]) -> list[Deed]:
    """As they are kept, in the form."""
    deeds = [Deed(one["do"], _texts(one.get("value")), bool(one.get("overwrite"))) for one in actions]
    return deeds or [Deed()]


def values(typed: Typed) -> dict[str, Any]:
    """What services.save_rule takes. Invalid for text that is no JSON."""
    form, is_schedule = typed.form, typed.form["when"] == "schedule"
    found = {
        "kind": "schedule" if is_schedule else "trigger",
        "name": form["name"],
        "activator": "time" if is_schedule else form["when"],
        "events": [name for name in typed.events if name in (PASSES if form["when"] == "time" else HAPPENS)],
        "after": form["after"],
        "hours": [[hour for hour in range(24) if (day, hour) in typed.hours] for day in range(7)],
        "conditions": view_form.where(typed.asked) or {"all": []},
        "actions": [plain(deed) for deed in typed.deeds if deed.do],
    }
    return found | {name: bool(form.data[name]) for name in SWITCHES}


def when(typed: Typed, row: Rule | None) -> dict[str, Any]:
    """What the first section offers."""
    known = PASSES if typed.form["when"] == "time" else HAPPENS
    chosen = [name for name in known if name in typed.events]
    return {
        "options": list(_whens(row).items()),
        "events": [(name, words, name in chosen) for name, words in known.items()],
        "is_still": "still" in chosen and typed.form["when"] == "time",
        "days": [
            (
                day,
                str(WEEKDAYS_ABBR[day]),
                str(WEEKDAYS[day]),
                [(hour, (day, hour) in typed.hours) for hour in range(24)],
            )
            for day in range(7)
        ],
    }


def _whens(row: Rule | None) -> dict[str, Any]:
    """A rule stays a trigger or a schedule, as it was created."""
    kinds = {name: "schedule" if name == "schedule" else "trigger" for name in WHEN}
    return {name: words for name, words in WHEN.items() if row is None or kinds[name] == row.kind}


def deeds(found: list[Deed]) -> list[dict[str, Any]]:
    """Each action with what it offers."""
    offers = Offers()
    return [_offered(deed, offers) for deed in found]


def known_deeds() -> list[tuple[str, str]]:
    return [(one.name, str(one.label)) for one in doing.known()]


def said(row: Rule, offers: Offers) -> str:
    """What it does, in a few words."""
    parts = []
    for one in row.actions:
        action = doing.named(str(one.get("do", "")))
        parts.append(_deed_said(action, one.get("value"), offers) if action else str(one.get("do", "")))
    return ", ".join(parts)


def events_said(row: Rule) -> str:
    if row.kind == "schedule":
        days = [
            f"{WEEKDAYS_ABBR[day]} {', '.join(f'{hour:02d}:00' for hour in some)}"
            for day, some in enumerate(row.hours)
            if some
        ]
        return " · ".join(days[:3]) + (" …" if len(days) > 3 else "")
    names = [str(EVENTS[name]) for name in row.events if name in EVENTS]
    return ", ".join(names) + (f" ({row.after})" if row.after else "")


def _deed_said(action: doing.Action, value: Any, offers: Offers) -> str:
    names = dict(offers.of(action))
    if isinstance(value, dict):
        value = value.get("to", [])
    given = value if isinstance(value, list) else [] if value is None else [value]
    told = ", ".join(names.get(str(one), str(one))[:60] for one in given)
    return f"{action.label}: {told}" if told else str(action.label)


def _offered(deed: Deed, offers: Offers) -> dict[str, Any]:
    action = doing.named(deed.do) if deed.do else None
    if action is None:
        return {"do": "", "ask": "nothing", "value": [], "options": [], "overwrite": None}
    options = offers.of(action)
    return {
        "do": action.name,
        "label": str(action.label),
        "ask": action.ask.value,
        "options": options,
        "value": deed.value,
        "words": next((one for one in deed.value if one not in dict(options)), ""),
        "overwrite": deed.overwrite if action.can_overwrite else None,
    }


def plain(deed: Deed) -> dict[str, Any]:
    action = doing.named(deed.do)
    many = action is not None and action.ask is Ask.CHOICES
    value: Any = deed.value if many else next((one for one in deed.value if one), "")
    plain: dict[str, Any] = {"do": deed.do}
    if action is not None and action.ask is Ask.LETTER:
        to, subject, text = [*deed.value, "", "", ""][:3]
        value = {"to": to, "subject": subject, "text": text}
    if action is None or action.ask is not Ask.NOTHING:
        plain["value"] = value
    return plain | ({"overwrite": True} if deed.overwrite else {})


def sent_deeds(given: QueryDict) -> list[Deed]:
    found = []
    for number in range(MOST_DEEDS):
        name = f"a{number}-"
        if f"{name}do" in given:
            do, values = (
                given.get(f"{name}do", ""),
                [one[:10_000] for one in given.getlist(f"{name}value")[:60]],
            )
            if given.get(f"{name}was") != do:
                values = []
            found.append(Deed(do, values, f"{name}overwrite" in given))
    return found or [Deed()]


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):  # a letter
        return [", ".join(value.get("to", ())), str(value.get("subject", "")), str(value.get("text", ""))]
    if value is None:
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _tree(raw: Mapping[str, Any]) -> conditions.Group | None:
    """None where it makes no sense any more, so that somebody can write it anew."""
    try:
        return tree_of(raw)
    except Refusal:
        return None
