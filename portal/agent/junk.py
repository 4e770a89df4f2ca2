"""Several tickets of a list at once are spam, or are not. A single one: actions.change."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import CHANGE, MOST_MERGED
from portal.agent import lists, paths
from portal.agent.merging import numbers_in
from portal.ui.views import flash, is_htmx, needs
from tenants.kernel.errors import Invalid

MOST = MOST_MERGED  # what one page of a list shows


@needs(CHANGE)
@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """POST /desk/spam/?tickets=1,2&is_spam=yes|no: all or none, and back to the list. Invalid for none."""
    actor = request.actor  # type: ignore[attr-defined]
    given = {**request.GET.dict(), **request.POST.dict()}
    numbers, is_spam = numbers_in(given.get("tickets", "")), given.get("is_spam") != "no"
    if not numbers or len(numbers) > MOST:
        raise Invalid
    with transaction.atomic():
        for row in [tickets.ticket_for(actor, one, to=CHANGE) for one in sorted(numbers, key=int)]:
            services.change(row, by=actor, is_spam=is_spam)
    flash(request, _said(len(numbers), is_spam), undo_url=_undo_url(numbers) if is_spam else "")
    back = lists.came_from(request)
    there = paths.DESK + (f"?{back}" if back else "")
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return HttpResponse(status=303, headers={"Location": there})


def _said(number: int, is_spam: bool) -> str:
    if is_spam:
        said = ngettext("%(n)d ticket is in Spam now.", "%(n)d tickets are in Spam now.", number)
    else:
        said = ngettext(
            "%(n)d ticket is among the others again.", "%(n)d tickets are among the others again.", number
        )
    return said % {"n": number}


def _undo_url(numbers: list[str]) -> str:
    asked = {"tickets": ",".join(numbers), "is_spam": "no"}
    return f"{reverse('agent:spam')}?{urlencode(asked)}"
