"""What a form or a menu above the list asks to be done with many tickets, and what it offers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.desk import kinds
from core.desk import selectors as desk
from core.desk.fields.rules import Standing
from core.tickets.choices import Then
from core.tickets.rules import ASSIGN, CREATE
from core.tickets.selectors import queues_for
from core.tickets.selectors.own_fields import OwnField
from core.tickets.services import BadMoment, FieldInvalid
from portal.agent import choices as offers
from portal.agent import moments
from portal.agent import own_fields as shown
from portal.ui import own_fields
from portal.ui.words import plain_priorities
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, NotFound, Refusal

NOTHING, NOBODY = "", "none"  # leave it as it is; take away what is there
HOLD = "on_hold"  # each of them waits for something else: a reason and a moment of its own
MENUS = ("status", "priority", "assignee")
BLANK: Any = SimpleNamespace(
    queue_id=None, status_id=None, priority=None, assignee_id=-1
)  # no ticket: nothing is chosen
FIELDS = (
    "status",
    "priority",
    "assignee",
    "responsible",
    "category",
    "type",
    "queue",
    "team",
    "add_tags",
    "remove_tags",
    "is_spam",
    "delete",
    "macro",
)
MOST_TAGS = 40


def asked(request: HttpRequest) -> dict[str, Any]:
    """{act: value} of what was filled in; what was left as it is is left out. Raises Invalid."""
    given = {name: request.POST[name] for name in FIELDS if request.POST.get(name, NOTHING) != NOTHING}
    what: dict[str, Any] = {name: _value(name, request.POST) for name in given}
    typed = own_fields.sent(request, desk.fields())
    if filled := {key: value for key, value in typed.items() if value not in ("", [])}:
        what["fields"] = filled
    if aside := _put_aside(request):
        what["snooze"] = aside
    return what


def _put_aside(request: HttpRequest) -> dict[str, str] | None:
    """Until when, what they wait for, and what happens then. Raises BadMoment."""
    text = request.POST.get("aside_at", "").strip()
    if not text:
        return None
    if (until := moments.typed(text, moments.zone(request))) is None:
        raise BadMoment
    reason, then = (request.POST.get(name, "") for name in ("aside_reason", "aside_then"))
    return {"until": until.isoformat(), "reason": reason, "then": then}


def _value(name: str, given: Any) -> Any:
    if name in ("add_tags", "remove_tags"):
        return [one[:60] for one in given.getlist(name)[:MOST_TAGS] if one]
    value = given[name]
    if name == "delete":
        return value == "yes"
    if name == "is_spam":
        if value not in ("yes", "no"):
            raise Invalid
        return value == "yes"
    return None if value == NOBODY else value


def choices(request: HttpRequest, field: str) -> dict[str, Any]:
    """The context of _choices.html. NotFound."""
    if field not in MENUS:
        raise NotFound
    actor: Actor = request.actor  # type: ignore[attr-defined]
    query = request.GET.get("q", "")[:80]
    return {
        "field": field,
        "choices": [one for one in offers.OFFERS[field](actor, BLANK, query) if one["kind"] != HOLD],
        "searchable": field in offers.SEARCHED and "q" not in request.GET,
        "search_url": reverse("agent:bulk_choices", args=[field]),
        "query": query,
        "only_options": "q" in request.GET,
        "post_url": reverse("agent:bulk"),
        "target": "#bulk",
        "is_bulk": True,
    }


def context(request: HttpRequest, refusal: Refusal | None = None) -> dict[str, Any]:
    """The context of _bulk_dialog.html: every list with its options, and what was typed before."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    may_assign = actor.may(ASSIGN)
    colleagues = shown.colleagues()
    people = [(str(pk), name) for pk, name in colleagues]
    nobody = (NOBODY, _("Nobody"))
    fields: list[tuple[str, str, list[tuple[str, str]]]] = [
        ("status", _("Status"), [(one.key, _(one.label)) for one in desk.statuses() if one.category != HOLD]),
        ("priority", _("Priority"), list(reversed(plain_priorities().items()))),
        ("category", _("Category"), [(NOBODY, _("None")), *_categories()]),
        ("type", _("Type"), [(NOBODY, _("No type")), *((one.key, _(one.name)) for one in kinds.kinds())]),
    ]
    if may_assign:
        fields += [
            ("assignee", _("Assignee"), [nobody, ("me", _("Me")), *people]),
            ("responsible", _("Responsible"), [nobody, ("me", _("Me")), *people]),
            ("queue", _("Queue"), [(str(one.pk), one.name) for one in queues_for(actor, CREATE)]),
            ("team", _("Team"), [(NOBODY, _("None")), *((str(one.pk), one.name) for one in desk.teams())]),
        ]
    typed = own_fields.sent(request, desk.fields()) if request.method == "POST" else {}
    return {
        "fields": [
            {"name": name, "label": label, "options": options, "value": request.POST.get(name, "")}
            for name, label, options in fields
        ],
        "tags": desk.tag_names(),
        "chosen_tags": {name: request.POST.getlist(name) for name in ("add_tags", "remove_tags")},
        "own_fields": own_fields.controls(request, _own(), typed, colleagues),
        "aside": {name: request.POST.get(f"aside_{name}", "") for name in ("at", "reason", "then")},
        "thens": [(one.value, str(one.label)) for one in Then],
        "error": _said(refusal) if refusal else None,
    }


def _categories() -> list[tuple[str, str]]:
    return [(one.key, one.name) for one in desk.category_options() if one.is_leaf]


def _own() -> list[OwnField]:
    """A box that is not ticked cannot say whether it is left as it is: those are changed on each ticket."""
    return [OwnField(one, Standing(), None) for one in desk.fields() if one.kind != "checkbox"]


def _said(refusal: Refusal) -> str:
    if isinstance(refusal, FieldInvalid):
        return " ".join(line for lines in refusal.data["fields"].values() for line in lines)
    return refusal.message
