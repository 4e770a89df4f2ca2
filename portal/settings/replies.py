"""Canned replies: one's own, the team's, everybody's. Written here, put into answers by `/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts import selectors as accounts
from core.desk import selectors, services, variables
from core.desk.rules import ARRANGE
from core.tickets.rules import REPLY
from portal.agent import memory
from portal.settings import wordings
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
from tenants.kernel import ids
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound
from tenants.kernel.text import slug

if TYPE_CHECKING:
    from core.desk.models import CannedReply

FIELDS = ("title", "shortcut", "body", "whose")
PLACES = {"text.unknown_variable": "body"}
KEPT = 600  # seconds a deleted one can be brought back
KEY = "canned-removed:"


@needs(REPLY)
@require_http_methods(["GET", "POST"])
def replies(request: HttpRequest) -> HttpResponse:
    """The list, and a form for one more. action=preview shows what a customer would read."""
    if request.method == "GET":
        return _page(request, Form({"whose": "me"}))
    form, by = Form.of(request, *FIELDS), actor_of(request)
    try:
        if request.POST.get("action") == "preview":
            variables.check(form["body"])
            return _page(request, form, preview=_preview(request, form["body"]))
        row = services.save_canned_reply(None, by=by, **_values(form, by), body=_body(form))
    except SAID_IN_FORM as refusal:
        return _page(request, _refused(form, refusal), status_of(refusal))
    flash(request, _("“%(title)s” is added. Type /%(shortcut)s in an answer.") % _named(row))
    return redirect("settings:replies")


@needs(REPLY)
@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Change or remove one; action=preview shows it without saving."""
    by = actor_of(request)
    row, action = selectors.canned_reply_by(by, pk, to_change=True), request.POST.get("action", "")
    if action == "remove":
        return _remove(request, row, by)
    form = Form.of(request, *FIELDS)
    try:
        if action == "preview":
            variables.check(form["body"])
            return _page(request, Form({"whose": "me"}), opened=(pk, form, _preview(request, form["body"])))
        services.save_canned_reply(row, by=by, **_values(form, by), **_worded(request, row, _body(form)))
    except SAID_IN_FORM as refusal:
        opened = (pk, _refused(form, refusal), "")
        return _page(request, Form({"whose": "me"}), status_of(refusal), opened=opened)
    flash(request, _("Saved."))
    return redirect(f"{reverse('settings:replies')}?language={wordings.chosen(request)}")


@needs(REPLY)
@require_POST
def restore(request: HttpRequest, token: str) -> HttpResponse:
    """Bring a removed one back. NotFound when it is too late."""
    by, key = actor_of(request), KEY + token
    kept = memory.get(key).get(key)
    if kept is None:
        raise NotFound(_("It is too late to bring this reply back."))
    services.save_canned_reply(None, by=by, **kept)
    memory.forget(key)
    flash(request, _("The reply is back."))
    return redirect("settings:replies")


def _remove(request: HttpRequest, row: CannedReply, by: Actor) -> HttpResponse:
    token = ids.public_id()
    names = ("title", "shortcut", "body", "body_in", "owner_id", "team_id", "uses")
    services.delete_canned_reply(row, by=by)
    memory.put(KEY + token, {name: getattr(row, name) for name in names}, KEPT)
    undo = reverse("settings:reply_restore", args=[token])
    flash(request, _("“%(title)s” is removed.") % _named(row), undo_url=undo)
    return redirect("settings:replies")


def _named(row: CannedReply) -> dict[str, str]:
    return {"title": row.title, "shortcut": row.shortcut}


def _values(form: Form, by: Actor) -> dict[str, Any]:
    """whose: me, all or the id of a team."""
    whose = form["whose"]
    return {
        "title": form["title"],
        "shortcut": form["shortcut"].strip().lstrip("/") or slug(form["title"], 40) or ids.token(4).lower(),
        "owner_id": by.id if whose == "me" else None,
        "team_id": int(whose) if whose.isdecimal() else None,
    }


def _body(form: Form) -> str:
    return form["body"].replace("\r\n", "\n")


def _worded(request: HttpRequest, row: CannedReply, text: str) -> dict[str, Any]:
    """The value for the service: the text itself, or one in a further language."""
    language = wordings.chosen(request)
    if language == wordings.own_of(request):
        return {"body": text}
    return {"body_in": {**row.body_in, language: text}}


def _text(request: HttpRequest, row: CannedReply) -> str:
    language = wordings.chosen(request)
    return str(row.body if language == wordings.own_of(request) else row.body_in.get(language, ""))


def _refused(form: Form, refusal: Any) -> Form:
    place = PLACES.get(refusal.code)
    return form.refused(refusal, {"__all__": place} if place else None)


def _preview(request: HttpRequest, body: str) -> str:
    """As the customer of an example would read it, in one's own name."""
    me = accounts.myself(actor_of(request))
    example = variables.of(
        customer=(_("Mara Lindqvist"), "mara@example.com", "Nordlicht GmbH"),
        ticket=("T-0042", _("Charged twice"), selectors.default_queue().name),
        agent=(me.name, me.email),
        organization=request.tenant.name,  # type: ignore[attr-defined]
    )
    return variables.fill(body, example)


def _page(
    request: HttpRequest,
    form: Form,
    status: int = 200,
    *,
    preview: str = "",
    opened: tuple[int, Form, str] | None = None,
) -> HttpResponse:
    """opened: (id, form as typed, preview) of the one that is being changed."""
    by = actor_of(request)
    rows = list(selectors.canned_replies(by, all_teams=by.may(ARRANGE)))
    mine = selectors.teams_of(by)
    teams = list(selectors.teams()) if by.may(ARRANGE) else mine
    context = {
        "groups": _groups([_reply(request, row, by, {team.pk for team in mine}, opened) for row in rows]),
        "whose": [
            ("me", _("Only me")),
            *((str(team.pk), _("Team %(name)s") % {"name": team.name}) for team in teams),
            *([("all", _("Everybody"))] if by.may(ARRANGE) else []),
        ],
        "variables": [(name, str(words)) for name, words in variables.KNOWN.items()],
        "form": form,
        "preview": preview,
        **wordings.tabs(request, {language for row in rows for language in row.body_in}),
    }
    return page(request, "replies", context, status)


def _reply(
    request: HttpRequest,
    row: CannedReply,
    by: Actor,
    mine: set[int],
    opened: tuple[int, Form, str] | None,
) -> dict[str, Any]:
    is_open = bool(opened and opened[0] == row.pk)
    whose = "me" if row.owner_id else str(row.team_id) if row.team_id else "all"
    saved = Form({"title": row.title, "shortcut": row.shortcut, "body": _text(request, row), "whose": whose})
    return {
        "id": row.pk,
        "title": row.title,
        "shortcut": row.shortcut,
        "uses": row.uses,
        "used_at": row.used_at,
        "group": _("Mine") if row.owner_id else row.team.name if row.team else _("Everybody's"),
        "body": _text(request, row) or row.body,
        "may_change": bool(row.owner_id) or by.may(ARRANGE) or row.team_id in mine,
        "form": opened[1] if opened and is_open else saved,
        "preview": opened[2] if opened and is_open else "",
        "open": is_open,
    }


def _groups(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Own ones, then teams, then everybody's."""
    found: dict[str, list[dict[str, Any]]] = {}
    order = {_("Mine"): 0, _("Everybody's"): 2}
    for row in sorted(rows, key=lambda row: (order.get(row["group"], 1), row["group"], row["title"].lower())):
        found.setdefault(row["group"], []).append(row)
    return list(found.items())
