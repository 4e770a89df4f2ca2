"""Assignment: how queues hand out their tickets, who can take how many, and whether it is fair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.assignment import selectors, services
from core.assignment.rules import ARRANGE, FITS, MODES, ORDERS
from core.desk import selectors as desk
from portal.agent.states import STATES
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, status_of
from portal.ui.views import choices, flash, needs
from portal.ui.words import language_name
from tenants.kernel.errors import Refusal

if TYPE_CHECKING:
    from core.assignment.models import Policy
    from core.assignment.selectors import Person
    from core.desk.models import Queue

NUMBERS = ("weight", "most", "window", "release_after")
WORDS = ("mode", "order", "by_language", "by_skill")
FLAGS = ("reassigns_reopened", "takes_on_open")
Errors = dict[str, list[str]]


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def assignment(request: HttpRequest) -> HttpResponse:
    """Everything on one page; POST saves what is true of everybody."""
    if request.method == "GET":
        return _page(request)
    values = {name: _number(request.POST, name) for name in ("capacity", "idle_after")}
    try:
        services.save_policy(None, by=actor_of(request), seen=_version(request.POST), **values)
    except SAID_IN_FORM as refusal:
        return _page(request, "all", refusal)
    flash(request, _("Saved."))
    return redirect("settings:assignment")


@needs(ARRANGE)
@require_POST
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """How one queue hands out."""
    row, sent = desk.queue(pk), request.POST
    values: dict[str, Any] = {name: _number(sent, name) for name in NUMBERS}
    values |= {name: sent.get(name, "") for name in WORDS} | {name: sent.get(name) == "1" for name in FLAGS}
    values["excluded"] = _ids(sent, "excluded")
    try:
        services.save_policy(row, by=actor_of(request), seen=_version(sent), **values)
    except SAID_IN_FORM as refusal:
        return _page(request, f"queue:{pk}", refusal)
    flash(request, _("“%(name)s” is saved.") % {"name": row.name})
    return redirect("settings:assignment")


@needs(ARRANGE)
@require_POST
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """How much one colleague can take, in which languages, and with which skills."""
    found, sent = selectors.person(pk), request.POST
    own = sent.get("capacity", "").strip()
    values = {
        "state": sent.get("state", ""),
        "capacity": _number(sent, "capacity") if own else None,
        "languages": sent.get("languages", "")[:300].replace(";", ",").replace(" ", ",").split(","),
        "skills": _ids(sent, "skills"),
    }
    try:
        services.save_availability(found.user, by=actor_of(request), seen=_version(sent), **values)
    except SAID_IN_FORM as refusal:
        return _page(request, f"person:{pk}", refusal)
    flash(request, _("“%(name)s” is saved.") % {"name": found.who.name})
    return redirect("settings:assignment")


def _number(sent: QueryDict, name: str) -> int:
    """-1 for what is no number: the service says that it is out of bounds."""
    text = sent.get(name, "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else -1


def _version(sent: QueryDict) -> int | None:
    return found if (found := _number(sent, "version")) >= 0 else None


def _ids(sent: QueryDict, name: str) -> list[int]:
    return [
        int(one) for one in sent.getlist(name)[:500] if one.isascii() and one.isdecimal() and len(one) < 16
    ]


def _page(request: HttpRequest, at: str = "", refusal: Refusal | None = None) -> HttpResponse:
    """at: which form was refused; it shows what was typed, and stands open."""
    days = 30 if request.GET.get("days") == "30" else 7
    wrong = _errors(refusal) if refusal else {}
    people = selectors.people()
    typed = _typed(request.POST) | {"errors": wrong, "open": True}
    everybody = selectors.everybody()
    kept = {"capacity": everybody.capacity, "idle_after": everybody.idle_after}
    context = {
        "everybody": kept | (typed if at == "all" else {}),
        "version": everybody.version,
        "all_errors": wrong if at == "all" else {},
        "queues": [
            _queue(row, policy, people) | (typed if at == f"queue:{row.pk}" else {})
            for row, policy in selectors.policies()
        ],
        "people": [_person(one) | (typed if at == f"person:{one.who.id}" else {}) for one in people],
        "names": [(one.who.id, one.who.name) for one in people],
        "tags": [(tag.pk, tag.name) for tag in desk.tags()],
        "modes": choices(MODES.items()),
        "orders": choices(ORDERS.items()),
        "fits": choices(FITS.items()),
        "states": [(key, name) for key, name, _about in STATES],
        "days": days,
        "shares": _shares(days),
    }
    return page(request, "assignment", context, status_of(refusal) if refusal else 200)


def _queue(row: Queue, policy: Policy, people: list[Person]) -> dict[str, Any]:
    names = (*NUMBERS, *WORDS, *FLAGS, "excluded", "version", "is_on")
    team = row.team_id
    staff = [one for one in people if team is None or team in one.who.teams] or people
    return {
        "id": row.pk,
        "name": row.name,
        "team": row.team.name if row.team else "",
        "mode_name": str(MODES[policy.mode]),
        "here": sum(one.who.is_here for one in staff),
        "of": len(staff),
        "errors": {},
        "open": False,
        **{name: getattr(policy, name) for name in names},
    }


def _person(one: Person) -> dict[str, Any]:
    return {
        "id": one.who.id,
        "name": one.who.name,
        "state": one.row.state,
        "is_absent": one.who.is_absent,
        "is_idle": one.who.is_idle,
        "here": one.who.is_here,
        "load": one.who.load,
        "capacity": one.who.capacity,
        "own_capacity": one.row.capacity,
        "languages": ", ".join(one.row.languages),
        "spoken": ", ".join(language_name(code) for code in one.row.languages),
        "skills": one.row.skills,
        "version": 0 if one.row._state.adding else one.row.version,
        "errors": {},
        "open": False,
    }


def _typed(sent: QueryDict) -> dict[str, Any]:
    """What was typed into a form that was refused, under the names of the page."""
    names = {
        name: sent[name] for name in (*NUMBERS, *WORDS, "capacity", "idle_after", "state") if name in sent
    }
    lists = {name: _ids(sent, name) for name in ("excluded", "skills")}
    own = {"own_capacity": sent.get("capacity", ""), "languages": sent.get("languages", "")[:200]}
    return names | lists | own | {name: sent.get(name) == "1" for name in FLAGS}


def _shares(days: int) -> list[dict[str, Any]]:
    rows = selectors.shares(days)
    most = max((row.given for row in rows), default=0) or 1
    return [
        {
            "name": row.name, "given": row.given, "opened": row.opened, "back": row.back, "load": row.load,
            "capacity": row.capacity, "part": round(100 * row.given / most),
        }
        for row in rows
    ]  # fmt: skip


def _errors(refusal: Refusal) -> Errors:
    fields: Errors = refusal.data.get("fields") or {}
    return {name: [str(line) for line in said] for name, said in fields.items()} or {"all": [refusal.message]}
