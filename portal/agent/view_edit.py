"""Saved views with conditions: the list of those one may change, and the editor with what it would show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.desk import looks
from core.desk import selectors as desk
from core.desk import services as arranging
from core.desk.rules import ARRANGE
from core.tickets import conditions, services
from core.tickets import selectors as tickets
from core.tickets.rules import VIEW
from portal.agent import heading, lists, paths, shell, view_form, view_words
from portal.agent.codes import status
from portal.agent.saved import NoSuchView
from portal.ui.forms import Form, status_of
from portal.ui.views import flash, fragment, is_htmx, needs, show
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, Refusal

if TYPE_CHECKING:
    from core.desk.models import SavedView

BASE = "portal/agent/"
SHOWN = 5  # tickets of the preview
MOST_COUNTED = 1_000


@needs(VIEW)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """GET /desk/views/list/: one's own views, and for who arranges the desk the shared ones."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = desk.views_to_change(actor)
    shown = [{"key": row.key, "name": _(row.name), "who": view_words.shared_with(row)} for row in rows]
    mine = {row.key: _(row.name) for row in shell.saved_views(actor)}
    order = [{"key": key, "name": mine[key]} for key in looks.ordered(shell.workspace(request), mine)]
    return show(request, f"{BASE}views.html", shell.around(request) | {"views": shown, "order": order})


@needs(VIEW)
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """POST /desk/views/order/: order=KEYS, up=KEY, down=KEY or usual=1; for one's own sidebar."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    known = looks.ordered(shell.workspace(request), [row.key for row in shell.saved_views(actor)])
    arranging.order_views([] if "usual" in request.POST else moved(known, request.POST), by=actor)
    shell.forget_views(actor)
    return HttpResponseRedirect(reverse("agent:views"))


def moved(keys: list[str], given: QueryDict) -> list[str]:
    """Keys in the order that is sent, or with one of them a place further up or down."""
    sent = [key for key in given.get("order", "").split(",") if key in keys]
    if sent:
        return [*dict.fromkeys(sent), *(key for key in keys if key not in sent)]
    for name, by in (("up", -1), ("down", 1)):
        if (key := given.get(name, "")) in keys:
            at = keys.index(key)
            goal = min(max(at + by, 0), len(keys) - 1)
            keys.insert(goal, keys.pop(at))
    return keys


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/views/new/. ?query= starts with a list as it is now."""
    views = shell.saved_views(request.actor)  # type: ignore[attr-defined]
    start = lists.readable(request.GET.get("query", "")[: lists.LONGEST_QUERY], views)
    return _edit(request, None, lists.kept(start), start.order, start.layout)


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """GET, POST /desk/views/KEY/edit/. NoSuchView for one that is somebody else's."""
    row = desk.views_to_change(request.actor).filter(key=key).first()  # type: ignore[attr-defined]
    if row is None:
        raise NoSuchView
    return _edit(request, row, row.filters, row.order, row.layout)


def _edit(
    request: HttpRequest, row: SavedView | None, filters: dict[str, Any], order: str, layout: str
) -> HttpResponse:
    if request.method == "GET":
        first = {"name": _(row.name) if row else "", "order": order, "layout": layout or looks.LAYOUTS[0]}
        form = Form(first | {"whose": _whose(row)})
        return _shown(request, row, form, view_form.of(_tree(filters)), _rest(filters))
    form, asked = Form.of(request, "name", "order", "layout", "whose", "rest"), view_form.sent(request.POST)
    rest, do = _narrowing(form["rest"]), request.POST.get("do", "")
    if do != "save":
        return _shown(request, row, form, view_form.changed(asked, do), rest)
    try:
        values = _values(request, form, asked, rest)
        kept = services.keep_view(row, by=request.actor, **values)  # type: ignore[attr-defined]
    except Refusal as refusal:
        if not isinstance(refusal, Invalid) and refusal.status != 409:
            raise
        return _shown(request, row, form.refused(refusal), asked, rest, status_of(refusal))
    shell.forget_views(request.actor)  # type: ignore[attr-defined]
    flash(request, _("The view “%(name)s” is kept.") % {"name": kept.name})
    return HttpResponseRedirect(paths.listing(view=kept.key))


def _values(request: HttpRequest, form: Form, asked: view_form.Asked, rest: dict[str, str]) -> dict[str, Any]:
    where = view_form.where(asked)
    kind, _colon, pk = form["whose"].partition(":")
    number = int(pk) if pk.isdecimal() and len(pk) < 10 else None
    return {
        "name": form["name"][:60],
        "filters": rest | ({"where": where} if where else {}),
        "order": form["order"] or "urgency",
        "layout": form["layout"] or looks.LAYOUTS[0],
        "owner_id": request.actor.id if kind not in ("all", "team", "role") else None,  # type: ignore[attr-defined]
        "team_id": number if kind == "team" else None,
        "role_id": number if kind == "role" else None,
    }


def _shown(
    request: HttpRequest,
    row: SavedView | None,
    form: Form,
    asked: view_form.Asked,
    rest: dict[str, str],
    code: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "view_row": {"key": row.key, "name": _(row.name)} if row else None,
        "form": form,
        "rest": [{"key": key, "words": heading.word(key, value)} for key, value in rest.items()],
        "rest_query": urlencode(rest),
        "asked": offered(asked, actor),
        "fields": view_words.fields(),
        "orders": list(heading.SORTS.items()),
        "layouts": view_words.layouts(),
        "whose": view_words.sharing(actor, actor.may(ARRANGE)),
        "preview": _preview(actor, asked, rest),
        "action": request.get_full_path(),
        "most_rows": view_form.MOST_ROWS,
        "most_groups": view_form.MOST_GROUPS,
    }
    if is_htmx(request):
        return fragment(request, f"{BASE}_view_form.html", context, status=code)
    return show(request, f"{BASE}view_edit.html", shell.around(request) | context, status=code)


def offered(asked: view_form.Asked, actor: Actor) -> dict[str, Any]:
    """The form with what each row offers; people are asked for once at most."""
    known: dict[str, list[tuple[str, str]]] = {}

    def row(one: view_form.Row) -> dict[str, Any]:
        if (field := conditions.field_or_before(one.field)) is None:
            return {"field": "", "op": "", "value": [], "control": "none", "ways": [], "picks": []}
        control = view_words.control(field, one.op)
        if control == "picks" and field.key not in known:
            known[field.key] = view_words.picks(field, actor)
        offered = {"control": control, "ways": view_words.ways(field), "picks": known.get(field.key, [])}
        return offered | {"field": field.key, "label": str(field.label), "op": one.op, "value": one.value}

    groups = [{"joint": group.joint, "rows": [row(one) for one in group.rows]} for group in asked.groups]
    return {"joint": asked.joint, "groups": groups, "raw": asked.raw}


def _preview(actor: Actor, asked: view_form.Asked, rest: dict[str, str]) -> dict[str, Any]:
    """{"count", "is_floor", "rows"} of the tickets it would show now, or {"wrong": sentence}."""
    try:
        where = view_form.where(asked)
        rows = tickets.inbox(actor, tickets.Filters.read({**rest, "where": where}))
    except Invalid as refusal:
        return {"wrong": refusal.message}
    count = rows.order_by().select_related(None).values("pk")[: MOST_COUNTED + 1].count()
    first = [
        {"label": one.label, "subject": one.subject, "url": paths.ticket(one.number), "status": status(one)}
        for one in rows[:SHOWN]
    ]
    return {"count": min(count, MOST_COUNTED), "is_floor": count > MOST_COUNTED, "rows": first}


def _tree(filters: dict[str, Any]) -> conditions.Group | None:
    """Kept conditions; None where they make no sense any more, so that somebody can write them anew."""
    try:
        return conditions.read(filters["where"]) if filters.get("where") else None
    except Invalid:
        return None


def _rest(filters: dict[str, Any]) -> dict[str, str]:
    """What a view narrows by besides its conditions, as the list's own filters."""
    return lists.texts(filters)


def _narrowing(query: str) -> dict[str, str]:
    given = lists.sent(query)
    return {name: str(given[name]) for name in lists.NARROWING if given.get(name)}


def _whose(row: SavedView | None) -> str:
    if row is None or row.owner_id:
        return "me"
    if row.team_id:
        return f"team:{row.team_id}"
    return f"role:{row.role_id}" if row.role_id else "all"
