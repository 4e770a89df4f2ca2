"""Teams: who answers the same queues, and who leads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.accounts import selectors as accounts
from core.desk import services
from core.desk import teams as desk_teams
from core.desk.rules import ARRANGE
from portal.settings.desk import said
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.desk.models import Team

FIELDS = ("name", "description", "manager")
NAMED = 6  # members of a team whose names stand in the list


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def teams(request: HttpRequest) -> HttpResponse:
    """The list, and a form for one more."""
    if request.method == "GET":
        return _list(request, Form({"members": []}))
    form = _sent(request)
    try:
        services.save_team(None, by=actor_of(request), **_values(form, None))
    except SAID_IN_FORM as refusal:
        return _list(request, form.refused(refusal), status_of(refusal))
    flash(request, _("“%(name)s” is added.") % {"name": form["name"]})
    return redirect("settings:teams")


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them. POST action=save|remove; it goes while nothing needs it."""
    row = desk_teams.one(pk)
    if request.method == "GET":
        return _one(request, row, _kept(row))
    if request.POST.get("action") == "remove":
        return _removed(request, row)
    form = _sent(request)
    try:
        services.save_team(row, by=actor_of(request), **_values(form, row))
    except SAID_IN_FORM as refusal:
        return _one(request, row, form.refused(refusal), status_of(refusal))
    flash(request, _("Saved."))
    return redirect("settings:teams")


def _removed(request: HttpRequest, row: Team) -> HttpResponse:
    try:
        services.delete_team(row, by=actor_of(request))
    except SAID_IN_FORM as refusal:
        flash(request, said(refusal), "error")
        return redirect("settings:team", row.pk)
    flash(request, _("“%(name)s” is removed.") % {"name": row.name})
    return redirect("settings:teams")


def _sent(request: HttpRequest) -> Form:
    form = Form.of(request, *FIELDS)
    form.data["members"] = request.POST.getlist("members")
    return form


def _kept(row: Team) -> Form:
    return Form(
        {
            "name": row.name,
            "description": row.description,
            "manager": str(row.manager_id or ""),
            "members": [str(one.pk) for one in row.members.all()],
        }
    )


def _values(form: Form, row: Team | None) -> dict[str, Any]:
    """Raises Invalid at members or manager where somebody is chosen who does not work here."""
    manager = _ids("manager", [form["manager"]] if form["manager"] else [])
    members = _ids("members", form.data["members"])
    return {
        "name": form["name"],
        "description": form["description"],
        "manager": next(iter(services.team_people(row, "manager", manager)), None),
        "members": services.team_people(row, "members", members),
    }


def _ids(field: str, sent: list[str]) -> list[int]:
    if any(not (one.isascii() and one.isdecimal() and len(one) < 10) for one in sent):
        raise Invalid(fields={field: [_("Choose colleagues from the list.")]})
    return [int(one) for one in sent]


def _list(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    context = {"teams": [_line(row) for row in desk_teams.with_members()], "form": form}
    return page(request, "teams", context | _choices(form, None), status)


def _one(request: HttpRequest, row: Team, form: Form, status: int = 200) -> HttpResponse:
    context = {"team": {"id": row.pk, "name": row.name}, "page": "teams", "form": form}
    return page(request, "team", context | _choices(form, row), status)


def _line(row: Team) -> dict[str, Any]:
    names = [one.name or one.email for one in row.members.all()]
    return {
        "id": row.pk,
        "name": row.name,
        "description": row.description,
        "manager": (row.manager.name or row.manager.email) if row.manager else "",
        "members": names[:NAMED],
        "more": max(len(names) - NAMED, 0),
    }


def _choices(form: Form, row: Team | None) -> dict[str, Any]:
    """Who works here, and who has left but stands in this team still."""
    working = accounts.people(SYSTEM).filter(is_active=True).values_list("pk", "name", "email")
    people = [(str(pk), name or email) for pk, name, email in working]
    left = [one for one in (*row.members.all(), row.manager) if one and not one.is_active] if row else []
    gone = {str(one.pk): _("%(name)s (has left)") % {"name": one.name or one.email} for one in left}
    chosen = set(form.data["members"])
    return {
        "managers": [("", _("Nobody")), *people, *gone.items()],
        "people": [(pk, name, pk in chosen) for pk, name in (*people, *gone.items())],
    }
