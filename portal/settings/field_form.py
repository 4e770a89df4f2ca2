"""A field as a form and back: options are lines of a text, rules are rows of small conditions."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.desk import selectors as desk
from core.desk.fields.definition import MOST_RULES
from core.desk.fields.options import MOST, depth
from portal.ui.forms import LONGEST, Form
from portal.ui.words import plain_priorities
from tenants.kernel.text import slug

if TYPE_CHECKING:
    from core.desk.models import Field

KINDS = {
    "text": gettext_lazy("Text"),
    "number": gettext_lazy("Number"),
    "date": gettext_lazy("Date"),
    "choice": gettext_lazy("Choice: one of a list"),
    "tree": gettext_lazy("Tree: one of a list with levels"),
    "multi": gettext_lazy("Several choices"),
    "person": gettext_lazy("Colleague"),
    "checkbox": gettext_lazy("Checkbox"),
}
EFFECTS = {
    "show": gettext_lazy("Show it only"),
    "require": gettext_lazy("Require it"),
    "read_only": gettext_lazy("Lock it"),
}
TIMES = {"always": gettext_lazy("always"), "resolve": gettext_lazy("when the ticket is resolved")}
CATEGORIES = {
    "new": gettext_lazy("New"),
    "open": gettext_lazy("Open"),
    "waiting": gettext_lazy("Waiting on customer"),
    "on_hold": gettext_lazy("On hold"),
    "resolved": gettext_lazy("Resolved"),
    "closed": gettext_lazy("Closed"),
}
CHANNELS = {
    "mail": gettext_lazy("Mail"),
    "portal": gettext_lazy("Help centre"),
    "api": gettext_lazy("API"),
    "phone": gettext_lazy("Phone"),
    "plan": gettext_lazy("Recurring"),
}
FILLED, EMPTY = "*", "-"  # in place of a value
SPARE, MOST_ROWS = 2, 12
PLAIN = ("label", "key", "kind", "help", "options", "version")
SWITCHES = ("customer_asks", "customer_sees")
LONGEST_LINE = 300  # characters: more than a name and a key may have
_LINE = re.compile(r"^(?P<label>.*?)\s*(?:\[(?P<key>[^\[\]]{1,60})\])?$")


def typed(field: Field | None) -> Form:
    """The form of a saved field, or of a new one."""
    data: dict[str, Any] = dict.fromkeys(PLAIN, "") | {"kind": "text", "rules": []}
    data |= dict.fromkeys(SWITCHES, False)
    if field is not None:
        data |= {name: getattr(field, name) for name in (*PLAIN, *SWITCHES)}
        data |= {"options": lines(field.options), "rules": [_as_rows(rule) for rule in field.rules]}
    languages = field.label_in if field else {}
    data |= {f"label_{code}": languages.get(code, "") for code in others()}
    return Form(data | {"rules": _spare(data["rules"])})


def sent(request: HttpRequest) -> Form:
    """What was typed, shown again when it is refused."""
    form = Form.of(request, *PLAIN, *(f"label_{code}" for code in others()))
    form.data |= {name: name in request.POST for name in SWITCHES}
    rules = [_rule_sent(request, number) for number in range(MOST_RULES)]
    return Form(form.data | {"rules": _spare([rule for rule in rules if rule["effect"]])})


def values(form: Form, row: Field | None) -> dict[str, Any]:
    """What services.save_field takes."""
    given = form.data
    kind = row.kind if row else given["kind"]
    found: dict[str, Any] = {name: given[name] for name in ("label", "help", *SWITCHES)}
    found |= {"label_in": {code: given[f"label_{code}"] for code in others()}}
    found |= {"rules": [_as_rule(rule) for rule in given["rules"] if rule["effect"]]}
    if kind in ("choice", "tree", "multi"):
        found["options"] = read_lines(given["options"], row.options if row else [])
    if row is None:
        found |= {"kind": kind, "key": given["key"].strip() or slug(given["label"]).replace("-", "_")}
    return found


def others() -> list[str]:
    """Languages besides the first, which is the label itself."""
    return [code for code, _name in settings.LANGUAGES][1:]


def lines(options: list[dict[str, Any]]) -> str:
    """One option a line: two spaces for each level, "#" for one out of use, the key in brackets."""
    return "\n".join(
        "  " * depth(options, one["key"])
        + ("# " if one.get("is_hidden") else "")
        + f"{one['label']} [{one['key']}]"
        for one in options
    )


def read_lines(text: str, known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same back. Wordings in other languages stay with their keys."""
    wordings = {one["key"]: one.get("label_in") or {} for one in known}
    found: list[dict[str, Any]] = []
    above: list[dict[str, Any]] = []  # the option of each level that stands open
    filled = [line for line in text.replace("\t", "  ").splitlines() if line.strip()]
    for line in filled[: MOST + 1]:  # one more than there may be is refused like thousands more
        bare = " ".join(line.split())[:LONGEST_LINE]
        match = _LINE.match(bare.removeprefix("#").strip())
        label, key = (match["label"], match["key"] or "") if match else (bare, "")
        level = min((len(line) - len(line.lstrip())) // 2, len(above))
        key = key.strip() or _free_key(label, {one["key"] for one in found} | wordings.keys())
        one = {"key": key, "label": label, "label_in": wordings.get(key, {})}
        one["is_hidden"] = bare.startswith("#")
        one["parent"] = above[level - 1]["key"] if level else ""
        above = [*above[:level], one]
        found.append(one)
    return found


def things(row: Field | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """[(what, [(value, words)])] a condition may name, in groups."""
    own = [one for one in desk.fields() if row is None or one.key != row.key]
    return [
        (_("Kind of status"), [(f"status:{key}", str(word)) for key, word in CATEGORIES.items()]),
        (_("Queue"), [(f"queue:{one.pk}", one.name) for one in desk.queues()]),
        (_("Category"), [(f"category:{one.key}", one.name) for one in desk.categories()]),
        (_("Priority"), [(f"priority:{key}", word) for key, word in plain_priorities().items()]),
        (_("Channel"), [(f"channel:{key}", str(word)) for key, word in CHANNELS.items()]),
        *((one.label, _about(one)) for one in own),
    ]


def told(rule: dict[str, Any], words: dict[str, str]) -> str:
    """A rule as a sentence part: "Require it when the ticket is resolved, if Queue is Billing"."""
    said = f"{EFFECTS[rule['effect']]} {TIMES[rule['at']]}"
    if not rule["conditions"]:
        return said
    parts = [_condition_told(one, words) for one in rule["conditions"]]
    return _("%(said)s, if %(parts)s") % {"said": said, "parts": _(" and ").join(parts)}


def _condition_told(one: dict[str, Any], words: dict[str, str]) -> str:
    value = {"set": [FILLED], "unset": [EMPTY]}.get(one["op"], one["values"])
    named = _(" or ").join(words.get(f"{one['fact']}:{each}", each) for each in value)
    return _("not %(named)s") % {"named": named} if one["op"] == "is_not" else named


def _about(one: Field) -> list[tuple[str, str]]:
    fact = f"field.{one.key}"
    found = [(f"{fact}:{option['key']}", f"{one.label}: {option['label']}") for option in one.options]
    if one.kind == "checkbox":
        found.append((f"{fact}:true", _("%(label)s: yes") % {"label": one.label}))
    return [
        *found,
        (f"{fact}:{FILLED}", _("%(label)s is filled in") % {"label": one.label}),
        (f"{fact}:{EMPTY}", _("%(label)s is empty") % {"label": one.label}),
    ]


def _rule_sent(request: HttpRequest, number: int) -> dict[str, Any]:
    name = f"rule-{number}"
    ways, named = (request.POST.getlist(f"{name}-{part}")[:MOST_ROWS] for part in ("way", "thing"))
    return {
        "effect": request.POST.get(f"{name}-effect", "")[:20],
        "at": request.POST.get(f"{name}-at", "always")[:20],
        "rows": [
            {"way": way[:10], "thing": thing[:LONGEST]}
            for way, thing in zip(ways, named, strict=False)
            if thing
        ],
    }


def _as_rows(rule: dict[str, Any]) -> dict[str, Any]:
    """Each value of a condition is a row of its own."""
    rows = []
    for one in rule["conditions"]:
        held = {"set": [FILLED], "unset": [EMPTY]}.get(one["op"], one["values"])
        way = "is_not" if one["op"] == "is_not" else "is"
        rows += [{"way": way, "thing": f"{one['fact']}:{value}"} for value in held]
    return {"effect": rule["effect"], "at": rule["at"], "rows": rows}


def _as_rule(rule: dict[str, Any]) -> dict[str, Any]:
    """Rows about the same thing are one condition: any of them."""
    split = ((row["thing"].partition(":"), row["way"]) for row in rule["rows"] if row["thing"])
    pairs = sorted((fact, way, value) for (fact, _colon, value), way in split)
    conditions = []
    for (fact, way), group in groupby(pairs, key=lambda one: one[:2]):
        values = [value for _fact, _way, value in group]
        bare = next((value for value in values if value in (FILLED, EMPTY)), "")
        if bare:
            is_set = (bare == FILLED) == (way == "is")
            conditions.append({"fact": fact, "op": "set" if is_set else "unset", "values": []})
        else:
            conditions.append({"fact": fact, "op": way, "values": values})
    return {"effect": rule["effect"], "at": rule["at"], "conditions": conditions}


def _free_key(label: str, taken: set[str]) -> str:
    base = slug(label, 40).replace("-", "_")
    numbers = (f"{base or 'option'}_{number}" for number in range(2, 1000))
    return base if base and base not in taken else next((key for key in numbers if key not in taken), "")


def _spare(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With empty rows to go on in: conditions, and one more rule."""
    empty: dict[str, Any] = {"effect": "", "at": "always", "rows": []}
    more = [*rules, empty] if len(rules) < MOST_RULES else rules
    blank = {"way": "is", "thing": ""}
    return [rule | {"rows": rule["rows"] + [blank] * _free_rows(rule)} for rule in more]


def _free_rows(rule: dict[str, Any]) -> int:
    return min(SPARE, MOST_ROWS - len(rule["rows"]))
