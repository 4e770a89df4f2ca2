"""Macros: one's own, and for who arranges the desk those that are shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.automation import selectors, services
from core.automation.rules import ARRANGE
from core.tickets.rules import CHANGE
from portal.agent import view_words
from portal.agent.offers import Offers
from portal.settings import macro_form as forms
from portal.settings import rule_form
from portal.settings.frame import actor_of, page
from portal.settings.sla import order_of
from portal.ui.forms import SAID_IN_FORM, status_of
from portal.ui.views import flash, fragment, is_htmx, needs
from tenants.kernel.errors import Refused

if TYPE_CHECKING:
    from core.automation.models import Macro


@needs(CHANGE)
@require_http_methods(["GET", "POST"])
def macros(request: HttpRequest) -> HttpResponse:
    """The list; POST order=ids puts it in order, up= or down= moves one."""
    by, rows = actor_of(request), list(selectors.macros_to_change(actor_of(request)))
    if request.method == "POST":
        services.order_macros(order_of(request, [row.pk for row in rows]), by=by)
        return redirect("settings:macros")
    offers = Offers()
    return page(request, "macros", {"macros": [forms.shown(row, offers) for row in rows]})


@needs(CHANGE)
@require_http_methods(["GET", "POST"])
def macro_new(request: HttpRequest) -> HttpResponse:
    """An empty form; POST do=save, or any change of the form."""
    return _edit(request, None)


@needs(CHANGE)
@require_http_methods(["GET", "POST"])
def macro(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them; POST do=save|remove, or any change of the form."""
    row = selectors.macro(actor_of(request), pk, to_change=True)
    if request.POST.get("do") == "remove":
        services.delete_macro(row, by=actor_of(request))
        flash(request, _("“%(name)s” is removed. What it did stays as it is.") % {"name": row.name})
        return redirect("settings:macros")
    return _edit(request, row)


def _edit(request: HttpRequest, row: Macro | None) -> HttpResponse:
    if request.method == "GET":
        return _page(request, row, forms.typed(row))
    typed, do, by = forms.sent(request), request.POST.get("do", ""), actor_of(request)
    if do != "save":
        return _page(request, row, forms.changed(typed, do))
    try:
        seen = request.POST.get("version", "")
        number = int(seen) if seen.isdecimal() and len(seen) < 10 else None
        row = services.save_macro(row, by=by, seen=number, **forms.values(typed, by.id))
    except (*SAID_IN_FORM, Refused) as refusal:
        typed.form.refused(refusal, {"team_id": "whose", "role_id": "whose"})
        return _page(request, row, typed, status_of(refusal))
    flash(request, _("The macro “%(name)s” is kept.") % {"name": row.name})
    return redirect("settings:macros")


def _page(request: HttpRequest, row: Macro | None, typed: forms.Typed, code: int = 200) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "macro": {"id": row.pk, "name": row.name, "version": row.version} if row else None,
        "form": typed.form,
        "deeds": [one | {"overwrite": None} for one in rule_form.deeds(typed.deeds)],
        "known_deeds": forms.known_deeds(),
        "most_deeds": rule_form.MOST_DEEDS,
        "canned": forms.canned_replies(),
        "thens": [(value, str(words)) for value, words in services.THEN],
        "whose": view_words.sharing(actor, actor.may(ARRANGE)),
        "action": request.get_full_path(),
        "form_id": "macro-form",
    }
    if is_htmx(request):
        return fragment(request, "portal/settings/_macro_form.html", context, status=code)
    return page(request, "macro", context, code)
