"""Categories and tags: the words triage and people choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.desk import selectors, services
from core.desk.rules import ARRANGE
from core.tickets import selectors as tickets
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import choices, flash, needs
from tenants.kernel import ids
from tenants.kernel.errors import NotFound
from tenants.kernel.text import slug

if TYPE_CHECKING:
    from core.desk.models import Category, Queue

FIELDS = ("name", "description", "queue", "parent")


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def categories(request: HttpRequest) -> HttpResponse:
    """The list, and a form for one more."""
    if request.method == "GET":
        return _categories(request, Form())
    form, by = Form.of(request, *FIELDS), actor_of(request)
    try:
        services.save_category(None, by=by, key=_key(form["name"]), **_values(form))
    except SAID_IN_FORM as refusal:
        return _categories(
            request, form.refused(refusal, {"__all__": "name", "key": "name"}), status_of(refusal)
        )
    flash(request, _("“%(name)s” is added; triage uses it from now on.") % {"name": form["name"]})
    return redirect("settings:categories")


@needs(ARRANGE)
@require_POST
def category(request: HttpRequest, pk: int) -> HttpResponse:
    """Save or retire one. Tickets keep a retired category; nobody chooses it any more."""
    row = selectors.category_by_id(pk)
    if row is None:
        raise NotFound
    form = Form.of(request, *FIELDS)
    values = {"is_active": False} if request.POST.get("action") == "archive" else _values(form)
    try:
        services.save_category(row, by=actor_of(request), **values)
    except SAID_IN_FORM as refusal:
        flash(request, said(refusal), "error")
    else:
        flash(request, _("Saved."))
    return redirect("settings:categories")


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def tags(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _tags(request, Form())
    form = Form.of(request, "name", "description")
    try:
        services.save_tag(None, by=actor_of(request), **form.data)
    except SAID_IN_FORM as refusal:
        return _tags(request, form.refused(refusal), status_of(refusal))
    flash(request, _("“%(name)s” is added.") % {"name": form["name"]})
    return redirect("settings:tags")


@needs(ARRANGE)
@require_POST
def tag(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one; tickets lose it."""
    row = next((row for row in selectors.tags() if row.pk == pk), None)
    if row is not None:
        services.delete_tag(row, by=actor_of(request))
        flash(request, _("“%(name)s” is removed.") % {"name": row.name})
    return redirect("settings:tags")


def _values(form: Form) -> dict[str, Any]:
    queue = form["queue"]
    parent = form["parent"]
    values: dict[str, Any] = {
        "name": form["name"],
        "description": form["description"],
        "queue": selectors.queue_by_id(int(queue)) if queue.isdecimal() else None,
    }
    if parent:
        values["parent"] = selectors.category_by_id(int(parent)) if parent.isdecimal() else None
    return values


def _key(name: str) -> str:
    """A stable name for programs; names of other scripts get a random one."""
    base = slug(name, 50) or f"c-{ids.token(4).lower().replace('_', '-')}"
    taken = {row.key for row in selectors.categories()}
    return base if base not in taken else f"{base}-{ids.token(3).lower().replace('_', '-')}"


def _categories(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    rows = selectors.categories()
    parents = {row.parent_id for row in rows}
    by_category = _counts(request, "category_id")
    groups = [(row.pk, row.name) for row in rows if row.parent_id is None and (row.pk in parents)]
    context = {
        "categories": [_category(row, by_category.get(row.pk, 0)) for row in rows],
        "queues": [("", _("As its group, or the default")), *choices(_queues())],
        "groups": [("", _("No group")), *choices(groups)],
        "form": form,
    }
    return page(request, "categories", context, status)


def _category(row: Category, count: int) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "parent": row.parent.name if row.parent else None,
        "description": row.description,
        "queue": str(row.queue_id or ""),
        "tickets": count,
        "open": False,
    }


def _queues() -> list[tuple[int, str]]:
    rows: tuple[Queue, ...] = selectors.queues()
    return [(row.pk, row.name) for row in rows]


def _tags(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    by_tag = _counts(request, "tags")
    rows = [
        {"id": row.pk, "name": row.name, "description": row.description, "tickets": by_tag.get(row.pk, 0)}
        for row in selectors.tags()
    ]
    return page(request, "tags", {"tags": rows, "form": form}, status)


def _counts(request: HttpRequest, field: str) -> dict[int, int]:
    """{row: number of tickets}, in one query."""
    rows = tickets.visible(actor_of(request)).order_by().values_list(field).annotate(Count("pk"))
    return dict(rows)


def said(refusal: Any) -> str:
    """A refusal as one sentence for the next page."""
    fields = refusal.data.get("fields") or {}
    return " ".join(sentence for sentences in fields.values() for sentence in sentences) or refusal.message
