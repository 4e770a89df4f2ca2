"""Categories and tags: the words triage and people choose from."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from ai import selectors as advice
from core.desk import selectors, services
from core.desk.packs import offered
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

FIELDS = ("name", "description", "queue", "parent", "examples", "counter_examples")
SENTENCES = ("examples", "counter_examples")


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def categories(request: HttpRequest) -> HttpResponse:
    """The list, and a form for one more."""
    if request.method == "GET":
        return _categories(request, Form())
    form, by = Form.of(request, *FIELDS), actor_of(request)
    try:
        services.save_category(None, by=by, key=_key(form["name"]), **_values(form, request.POST))
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
    goes = request.POST.get("action") == "archive"
    values = {"is_active": False} if goes else _values(form, request.POST)
    try:
        services.save_category(row, by=actor_of(request), **values)
    except SAID_IN_FORM as refusal:
        if goes:
            flash(request, said(refusal), "error")
            return redirect("settings:categories")
        form.refused(refusal)
        return _categories(request, Form(), status_of(refusal), {row.pk: form})
    flash(request, _("Saved."))
    return redirect("settings:categories")


@needs(ARRANGE)
@require_POST
def pack(request: HttpRequest, key: str) -> HttpResponse:
    """action: use (all categories of the set), leave (they go out of use, and tickets keep them)."""
    is_wanted, by = request.POST.get("action") != "leave", actor_of(request)
    try:
        number = services.use_pack(key, by=by) if is_wanted else services.leave_pack(key, by=by)
    except SAID_IN_FORM as refusal:
        flash(request, said(refusal), "error")
        return redirect("settings:categories")
    came = ngettext("%(num)d category is in use now.", "%(num)d categories are in use now.", number)
    went = ngettext(
        "%(num)d category is out of use. Tickets keep it.",
        "%(num)d categories are out of use. Tickets keep them.",
        number,
    )
    flash(request, (came if is_wanted else went) % {"num": number})
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


def _values(form: Form, sent: Container[str]) -> dict[str, Any]:
    """sent: names of the fields that came; sentences that did not come stay as they are."""
    queue = form["queue"]
    parent = form["parent"]
    values: dict[str, Any] = {
        "name": form["name"],
        "description": form["description"],
        "queue": selectors.queue_by_id(int(queue)) if queue.isdecimal() else None,
    }
    for name in SENTENCES:
        if name in sent:
            values[name] = [line.strip() for line in form[name].splitlines() if line.strip()]
    if parent:
        values["parent"] = selectors.category_by_id(int(parent)) if parent.isdecimal() else None
    return values


def _key(name: str) -> str:
    """A stable name for programs; names of other scripts get a random one."""
    base = slug(name, 50) or f"c-{ids.token(4).lower().replace('_', '-')}"
    taken = {row.key for row in selectors.categories()}
    return base if base not in taken else f"{base}-{ids.token(3).lower().replace('_', '-')}"


def _categories(
    request: HttpRequest, form: Form, status: int = 200, typed: Mapping[int, Form] = MappingProxyType({})
) -> HttpResponse:
    """typed: forms of categories that were refused, with what was typed."""
    rows = selectors.categories()
    parents = {row.parent_id for row in rows}
    by_category, taught = _counts(request, "category_id"), advice.taught("category")
    groups = [(row.pk, row.name) for row in rows if row.parent_id is None and (row.pk in parents)]
    context = {
        "categories": [
            _category(row, by_category.get(row.pk, 0), taught.get(row.key, 0)) | _typed(typed.get(row.pk))
            for row in rows
        ],
        "queues": [("", _("As its group, or the default")), *choices(_queues())],
        "groups": [("", _("No group")), *choices(groups)],
        "packs": [asdict(one) | {"name": _(one.name), "line": _(one.line)} for one in offered()],
        "form": form,
    }
    return page(request, "categories", context, status)


def _category(row: Category, count: int, taught: int) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "parent": row.parent.name if row.parent else None,
        "description": row.description,
        "queue": str(row.queue_id or ""),
        "examples": "\n".join(row.examples),
        "counter_examples": "\n".join(row.counter_examples),
        "tickets": count,
        "taught": taught,
        "open": False,
    }


def _typed(form: Form | None) -> dict[str, Any]:
    """What stands in a refused form, open, with the reason."""
    if form is None:
        return {}
    kept = {name: form[name] for name in ("name", "description", "queue", *SENTENCES)}
    return kept | {"open": True, "error": " ".join(one for said in form.errors.values() for one in said)}


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
