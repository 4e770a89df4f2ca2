"""A mail rule as a form and back: rows of conditions, one field for each action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts import selectors as accounts
from core.desk import selectors as desk
from core.mail import selectors as mail
from core.mail.ruling import checking
from core.mail.ruling.asking import BARE_TESTS
from core.tickets.rules import REPLY
from portal.ui.forms import LONGEST, Form
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.mail.models import MailRule

FIELDS = {
    "from": gettext_lazy("Sender"),
    "to": gettext_lazy("To"),
    "cc": gettext_lazy("Cc"),
    "subject": gettext_lazy("Subject"),
    "body": gettext_lazy("Text"),
    "header": gettext_lazy("Header"),
    "attachment": gettext_lazy("File name"),
    "size": gettext_lazy("Size in kB"),
    "kind": gettext_lazy("Written by"),
    "dmarc": gettext_lazy("DMARC result"),
}
TESTS = {
    "contains": gettext_lazy("contains"),
    "lacks": gettext_lazy("does not contain"),
    "is": gettext_lazy("is"),
    "starts": gettext_lazy("starts with"),
    "ends": gettext_lazy("ends with"),
    "matches": gettext_lazy("matches the pattern"),
    "there": gettext_lazy("is there"),
    "missing": gettext_lazy("is missing"),
    "larger": gettext_lazy("is larger than"),
    "smaller": gettext_lazy("is smaller than"),
}
LOW, MEDIUM, HIGH = gettext_lazy("Low"), gettext_lazy("Medium"), gettext_lazy("High")
PRIORITIES = {1: LOW, 2: MEDIUM, 3: HIGH, 4: gettext_lazy("Urgent")}
NUMBERS, TEXTS = ("queue", "team", "person", "priority"), ("category", "trust", "reason", "note")
PLAIN = ("name", "mailbox", "moment", "need", *NUMBERS, *TEXTS, "words", "sender", "subject")
SWITCHES = ("is_on", "overwrites", "stops", "silent")
TRUSTS = {"park": gettext_lazy("Park it: no request"), "person": gettext_lazy("As if a person wrote it")}
ROWS, SPARE = 20, 2  # conditions that are read; empty rows offered
EMPTY = {"field": "", "test": "contains", "header": "", "value": ""}


def typed(rule: MailRule | None) -> Form:
    """The form of a saved rule, or of a new one: on, no conditions."""
    rule = rule or mail.blank_rule()
    acts = rule.actions
    data: dict[str, Any] = dict.fromkeys(PLAIN, "")
    data |= {name: str(acts.get(name, "")) for name in (*NUMBERS, *TEXTS)}
    data |= {name: getattr(rule, name) for name in ("name", "moment", "need", "is_on", "overwrites", "stops")}
    data |= {"mailbox": str(rule.mailbox_id or ""), "silent": bool(acts.get("silent"))}
    return Form(data | {"tags": acts.get("tags", []), "conditions": _spare(rule.conditions)})


def sent(request: HttpRequest) -> Form:
    """What was typed, shown again when it is refused."""
    form = Form.of(request, *PLAIN)
    columns = [request.POST.getlist(f"condition_{name}")[:ROWS] for name in EMPTY]
    typed_rows = [dict(zip(EMPTY, row, strict=True)) for row in zip(*columns, strict=False)]
    rows = [row | {"value": row["value"][:LONGEST]} for row in typed_rows if row["field"]]
    form.data |= {name: name in request.POST for name in SWITCHES}
    return Form(form.data | {"tags": request.POST.getlist("tags")[:50], "conditions": _spare(rows)})


def values(form: Form, by: Actor) -> dict[str, Any]:
    """What services.save_rule takes. Invalid for an address that is gone."""
    given = form.data
    box = None
    if given["mailbox"]:
        box = next((one for one in mail.mailboxes(by) if str(one.pk) == given["mailbox"]), None)
        if box is None:
            raise Invalid(fields={"mailbox": [_("This address does not exist any more.")]})
    numbers = {name: int(given[name]) for name in NUMBERS if given[name].isdecimal()}
    texts = {name: given[name] for name in TEXTS}
    return {
        **{name: given[name] for name in ("name", "moment", "need", "is_on", "overwrites", "stops")},
        "mailbox": box,
        "conditions": [row for row in given["conditions"] if row["field"]],
        "actions": {**numbers, **texts, "tags": given["tags"], "silent": given["silent"]},
    }


def unsaved(given: dict[str, Any]) -> MailRule:
    """The rule of the form, for trying it. Invalid for conditions that are wrong."""
    conditions = checking.conditions(given["conditions"])
    return mail.blank_rule(need=given["need"], mailbox=given["mailbox"], conditions=conditions)


def choices_of(by: Actor) -> dict[str, Any]:
    """The lists of the form."""
    told = words(by)
    return {
        "fields": [("", _("Choose…")), *FIELDS.items()],
        "tests": list(TESTS.items()),
        "bare": BARE_TESTS,
        "moments": mail.blank_rule().Moment.choices,
        "needs": mail.blank_rule().Need.choices,
        "mailboxes": [("", _("Any address")), *told["mailbox"].items()],
        "queues": [("", _("Leave it")), *told["queue"].items()],
        "categories": [("", _("Leave it")), *told["category"].items()],
        "priorities": [("", _("Leave it")), *((str(rank), word) for rank, word in PRIORITIES.items())],
        "teams": [("", _("Leave it")), *told["team"].items()],
        "people": [("", _("Leave it")), *told["person"].items()],
        "trusts": [("", _("As it is")), *TRUSTS.items()],
        "all_tags": desk.tag_names(),
    }


def words(by: Actor) -> dict[str, dict[str, str]]:
    """{kind: {value as text: its name}} of what rules name."""
    agents = (one for one in accounts.people(SYSTEM).filter(is_active=True) if one.actor.may(REPLY))
    return {
        "mailbox": {str(box.pk): box.address for box in mail.mailboxes(by)},
        "queue": {str(row.pk): row.name for row in desk.queues()},
        "category": {row.key: row.name for row in desk.categories()},
        "team": {str(row.pk): row.name for row in desk.teams()},
        "person": {str(one.pk): one.name for one in agents},
    }


def row(rule: MailRule, told: dict[str, dict[str, str]], number: int) -> dict[str, Any]:
    """One rule of the list, in words."""
    joint = _(" and ") if rule.need == "all" else _(" or ")
    return {
        "id": rule.pk,
        "number": number,
        "name": rule.name,
        "is_on": rule.is_on,
        "stops": rule.stops,
        "for": rule.mailbox.address if rule.mailbox else "",
        "moment": rule.get_moment_display() if rule.moment != "both" else "",
        "when": joint.join(map(_condition, rule.conditions)) or _("every mail"),
        "then": _acts(rule, told),
    }


def _condition(one: dict[str, Any]) -> str:
    name = one["header"] if one["field"] == "header" else FIELDS[one["field"]]
    value = f" “{one['value'][:60]}”" if one["value"] else ""
    return f"{name} {TESTS[one['test']]}{value}"


def _acts(rule: MailRule, told: dict[str, dict[str, str]]) -> list[str]:
    acts = rule.actions
    named = [kind for kind in ("queue", "category", "team", "person") if kind in acts]
    said = [told[kind].get(str(acts[kind]), _("(gone)")) for kind in named]
    said += [str(PRIORITIES[acts["priority"]])] if "priority" in acts else []
    said += [f"#{name}" for name in acts.get("tags", [])]
    said += [str(TRUSTS[acts["trust"]])] if "trust" in acts else []
    said += [_("no confirmation")] if "silent" in acts else []
    said += [_("a note")] if "note" in acts else []
    return said or [_("values out of the mail")]


def _spare(conditions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = [EMPTY | row for row in conditions]
    return [*rows, *([dict(EMPTY)] * min(SPARE, ROWS - len(rows)))]
