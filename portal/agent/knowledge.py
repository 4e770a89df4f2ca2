"""The knowledge base: list, editor, and a deletion that can be undone for ten minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts import selectors as accounts
from core.knowledge import selectors as knowledge
from core.knowledge import services
from core.knowledge.rules import PUBLISH, VIEW, WRITE
from portal.agent import memory, paths, shell
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs, page_of, show, with_query
from tenants.kernel import ids
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused

if TYPE_CHECKING:
    from core.knowledge.models import Article

PAGE = 50
FOUND = 30
KEPT = 600  # seconds; how long a deleted article can be brought back
SHOWN = ("draft", "internal", "public")


@needs(VIEW)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """GET /desk/knowledge/?q=&v=draft|internal|public."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    query, wanted = request.GET.get("q", "")[:200], request.GET.get("v", "")
    rows = knowledge.visible(actor)
    counts = rows.order_by().aggregate(
        all=Count("pk"), **{name: Count("pk", filter=Q(visibility=name)) for name in SHOWN}
    )
    rows = rows.filter(visibility=wanted) if wanted in SHOWN else rows
    neighbours: dict[str, str | None] = {}
    if query.strip():
        found = knowledge.search(query, actor, limit=FOUND)
        found = [row for row in found if wanted not in SHOWN or row.visibility == wanted]
    else:
        page, neighbours = page_of(request, rows.defer("body", "words").order_by("-updated_at", "-id"), PAGE)
        found = list(page)
    context = {
        "articles": [_row(row) for row in found],
        "tabs": _tabs(request, counts, wanted),
        "query": query,
    }
    return show(
        request, "portal/agent/knowledge.html", shell.around(request, "knowledge") | context | neighbours
    )


@needs(WRITE)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """GET and POST /desk/knowledge/new/."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _editor(request, None, Form({"title": "", "body": "", "visibility": "draft"}))
    form = Form.of(request, "title", "body", "visibility")
    try:
        row = services.write_article(
            form["title"],
            form["body"],
            by=actor,
            author=accounts.myself(actor),
            language=request.tenant.language,  # type: ignore[attr-defined]
            visibility=_allowed(actor, "draft", form["visibility"]),
        )
    except SAID_IN_FORM as refusal:
        return _editor(request, None, form.refused(refusal), status_of(refusal))
    flash(request, _("The article is kept."))
    return HttpResponseRedirect(paths.article(row.public_id))


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET and POST /desk/knowledge/ID/. A stale version changes nothing and keeps what was typed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = knowledge.article_for(actor, public_id, to=WRITE if request.method == "POST" else "")
    if request.method != "POST":
        data = {"title": row.title, "body": row.body, "visibility": row.visibility}
        return _editor(request, row, Form(data))
    form = Form.of(request, "title", "body", "visibility")
    version = request.POST.get("version", "")
    try:
        shown = _allowed(actor, row.visibility, form["visibility"])
        seen = int(version) if version.isdecimal() and len(version) < 10 else None
        fresh = services.edit_article(row, by=actor, seen=seen, title=form["title"], body=form["body"])
        _show(fresh, shown, actor)
    except SAID_IN_FORM as refusal:
        return _editor(request, row, form.refused(refusal), status_of(refusal))
    flash(request, _("Saved."))
    return HttpResponseRedirect(paths.article(public_id))


@needs(WRITE)
@require_POST
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """POST /desk/knowledge/ID/delete/: gone, with a way back in the toast."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = knowledge.article_for(actor, public_id, to=WRITE)
    _allowed(actor, row.visibility, "draft")
    token = ids.public_id()
    memory.put(
        _key(token),
        {"title": row.title, "body": row.body, "shown": row.visibility, "language": row.language},
        KEPT,
    )
    services.delete_article(row, by=actor)
    flash(
        request,
        _("“%(title)s” is deleted.") % {"title": row.title},
        undo_url=reverse("agent:article_restore", args=[token]),
    )
    return HttpResponseRedirect(paths.KNOWLEDGE)


@needs(WRITE)
@require_POST
def restore(request: HttpRequest, token: str) -> HttpResponse:
    """POST /desk/knowledge/restore/TOKEN/: write the deleted article again. NotFound when it is too late."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kept = memory.get(_key(token)).get(_key(token))
    if kept is None:
        raise NotFound(_("It is too late to bring this article back."))
    row = services.write_article(
        kept["title"],
        kept["body"],
        by=actor,
        author=accounts.myself(actor),
        language=kept["language"],
        visibility=_allowed(actor, "draft", kept["shown"]),
    )
    memory.forget(_key(token))
    flash(request, _("The article is back."))
    return HttpResponseRedirect(paths.article(row.public_id))


def _allowed(actor: Actor, was: str, wanted: str) -> str:
    """Who sees it from now on. Refused when that needs the permission to publish."""
    if wanted not in SHOWN:
        return was
    if wanted != was and not actor.may(PUBLISH):
        raise Refused(_("Only people who may publish can change who sees an article."), permission=PUBLISH)
    return wanted


def _show(row: Article, wanted: str, by: Actor) -> None:
    if wanted == row.visibility:
        return
    if wanted == "draft":
        services.withdraw_article(row, by=by)
    else:
        services.publish_article(row, by=by, internal=wanted == "internal")


def _editor(request: HttpRequest, row: Article | None, form: Form, status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown = row.visibility if row else "draft"
    article = row and {
        "id": row.public_id,
        "version": row.version,
        "updated_at": row.updated_at,
        "public_url": reverse("customer:article", args=[row.slug]) if row.visibility == "public" else None,
    }
    context = {
        "article": article,
        "form": form,
        "may_write": actor.may(WRITE),
        "visibilities": SHOWN if actor.may(PUBLISH) else (shown,),
    }
    return show(
        request, "portal/agent/article_edit.html", shell.around(request, "knowledge") | context, status=status
    )


def _row(row: Article) -> dict[str, Any]:
    return {
        "url": paths.article(row.public_id),
        "title": row.title,
        "visibility": row.visibility,
        "uses": row.views,
        "updated_at": row.updated_at,
    }


def _tabs(request: HttpRequest, counts: dict[str, int], wanted: str) -> list[dict[str, Any]]:
    names = {"all": _("All"), "public": _("Public"), "internal": _("Internal"), "draft": _("Draft")}
    return [
        {
            "name": name,
            "url": with_query(request, v=None if key == "all" else key, page=None),
            "on": key == wanted or (key == "all" and wanted not in SHOWN),
            "count": counts[key],
        }
        for key, name in names.items()
    ]


def _key(token: str) -> str:
    return f"desk-deleted:{token}"
