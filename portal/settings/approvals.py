"""Chains of approval that are kept ready: a question, and who decides on it step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts import selectors as accounts
from core.desk import chains, services, variables
from core.desk import selectors as desk
from core.desk.rules import ARRANGE
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Stale

if TYPE_CHECKING:
    from core.desk.models import ApprovalChain

Context = dict[str, Any]
FIELDS = ("name", "question")


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def approvals(request: HttpRequest) -> HttpResponse:
    """The chains; POST keeps one more."""
    if request.method == "GET":
        return _page(request)
    return _kept(request, None)


@needs(ARRANGE)
@require_POST
def chain(request: HttpRequest, pk: int) -> HttpResponse:
    """POST action=save|remove."""
    row = chains.kept_one(pk)
    if request.POST.get("action") == "remove":
        services.delete_chain(row, by=actor_of(request))
        flash(request, _("“%(name)s” is removed. What was asked by it goes on.") % {"name": row.name})
        return redirect("settings:approvals")
    return _kept(request, row)


def _kept(request: HttpRequest, row: ApprovalChain | None) -> HttpResponse:
    form = Form.of(request, *FIELDS)
    form.data |= {"steps": _sent(request), "version": _seen(request)}
    values: Context = {name: form[name] for name in FIELDS} | {
        "steps": [_plain(one) for one in form.data["steps"]]
    }
    try:
        services.save_chain(row, by=actor_of(request), seen=form.data["version"] if row else None, **values)
    except SAID_IN_FORM as refusal:
        if isinstance(refusal, Stale):  # said now: who saves once more means it
            form.data["version"] = refusal.data["version"]
        return _page(request, {row.pk if row else 0: form.refused(refusal)}, status_of(refusal))
    flash(request, _("Saved."))
    return redirect("settings:approvals")


def _seen(request: HttpRequest) -> int:
    """The version that stood on the page; none is that of nobody."""
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else 0


def _sent(request: HttpRequest) -> list[Context]:
    """The steps as they were typed; one that names nobody is left out."""
    found = []
    for number in range(chains.MOST_STEPS):
        name, given = f"s{number}-", request.POST
        asked = [*given.getlist(f"{name}asked"), *_addresses(given.get(f"{name}addresses", ""))]
        if asked:
            hours, need = given.get(f"{name}hours", "").strip(), given.get(f"{name}need", chains.ALL)
            found.append({"need": need, "hours": hours, "asked": asked[: chains.MOST_ASKED + 1]})
    return found


def _addresses(text: str) -> list[str]:
    parts = (one.strip() for one in text[:5_000].replace(";", ",").split(","))
    return [f"{chains.MAIL}{one}" for one in parts if one]


def _plain(one: Mapping[str, Any]) -> Context:
    return {"need": one["need"], "hours": one["hours"] or 0, "asked": one["asked"]}


def _page(request: HttpRequest, typed: dict[int, Form] | None = None, status: int = 200) -> HttpResponse:
    typed, people = typed or {}, _people()
    blank = Form({"name": "", "question": "", "steps": []})
    context = {
        "chains": [_row(row, typed.get(row.pk), people) for row in chains.kept()],
        "new": _form(typed.get(0) or blank, people),
        "is_new_open": 0 in typed,
        "needs": [(key, str(name)) for key, name in chains.NEEDS.items()],
        "variables": sorted(variables.KNOWN),
    }
    return page(request, "approvals", context, status)


def _row(row: ApprovalChain, form: Form | None, people: list[tuple[str, str]]) -> Context:
    kept = Form({"name": row.name, "question": row.question, "steps": row.steps})
    names = dict(people)
    told = [
        ", ".join(names.get(key, key.removeprefix(chains.MAIL)) for key in one["asked"]) for one in row.steps
    ]
    shown = {
        "id": row.pk,
        "version": form.data["version"] if form else row.version,
        "name": row.name,
        "told": " → ".join(told),
        "open": form is not None,
    }
    return shown | {"form": _form(form or kept, people)}


def _form(form: Form, people: list[tuple[str, str]]) -> Context:
    """With a step more than there are."""
    blank = {"need": chains.ALL, "hours": "", "asked": []}
    steps = [*form.data["steps"], blank][: chains.MOST_STEPS]
    return {"data": form.data, "errors": form.errors, "steps": [_step(one, people) for one in steps]}


def _step(one: Mapping[str, Any], people: list[tuple[str, str]]) -> Context:
    chosen = [key for key in one["asked"] if not key.startswith(chains.MAIL)]
    known = {key for key, _name in people}
    gone = [(key, _("somebody who is gone")) for key in chosen if key not in known]
    addresses = [key.removeprefix(chains.MAIL) for key in one["asked"] if key.startswith(chains.MAIL)]
    return {
        "need": one["need"],
        "hours": one["hours"] or "",
        "addresses": ", ".join(addresses),
        "people": [(key, name, key in chosen) for key, name in (*people, *gone)],
    }


def _people() -> list[tuple[str, str]]:
    """(key, name): words, teams, then colleagues who work here."""
    rows = accounts.people(SYSTEM).filter(is_active=True).values_list("pk", "name")
    return [
        *((key, str(name)) for key, name in chains.WORDS.items()),
        *((f"{chains.TEAM}{row.pk}", row.name) for row in desk.teams()),
        *((f"{chains.USER}{pk}", name) for pk, name in rows),
    ]
