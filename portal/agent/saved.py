"""Keeping a list under a name, and dropping it again. One's own; shared ones are the organization's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.desk import selectors as desk
from core.desk import services
from core.tickets import services as tickets
from core.tickets.rules import VIEW
from portal.agent import lists, paths, shell
from portal.ui.views import flash, needs
from tenants.kernel.errors import NotFound


class NoSuchView(NotFound):
    code = "view.unknown"
    sentence = "There is no such view."


@needs(VIEW)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """POST /desk/views/ with name and query (the list as it is now). Goes to the new view."""
    actor = request.actor  # type: ignore[attr-defined]
    views = shell.saved_views(actor)
    listing = lists.of(lists.sent(request.POST.get("query", "")), views)
    try:
        row = tickets.keep_view(
            None,
            by=actor,
            name=request.POST.get("name", "")[:60],
            filters=lists.kept(listing),
            order=listing.order,
            owner_id=actor.id,
        )
    except tickets.TooManyViews as refusal:
        flash(request, refusal.message, "warning")
        return HttpResponseRedirect(listing.url())
    shell.forget_views(actor)
    return HttpResponseRedirect(paths.listing(view=row.key))


@needs(VIEW)
@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """POST /desk/views/KEY/remove/. NoSuchView, ViewNotYours."""
    actor = request.actor  # type: ignore[attr-defined]
    row = desk.saved_view(actor, key)
    if row is None:
        raise NoSuchView
    services.delete_view(row, by=actor)
    shell.forget_views(actor)
    flash(request, _("The view “%(name)s” is gone. Its tickets are not.") % {"name": row.name})
    return HttpResponseRedirect(paths.DESK)
