"""Rules: their order, one rule, and what it would have hit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.automation import actions as doing
from core.automation import selectors, services
from core.automation.actions import letters
from core.automation.rules import ARRANGE
from portal.agent import paths, view_form, view_words
from portal.agent.codes import status
from portal.agent.offers import Offers
from portal.agent.rule_words import told
from portal.agent.view_edit import offered
from portal.settings import rule_form as forms
from portal.settings.desk import said
from portal.settings.frame import actor_of, page
from portal.settings.sla import order_of
from portal.ui.forms import SAID_IN_FORM, status_of
from portal.ui.views import flash, fragment, is_htmx, needs
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refusal, Refused

if TYPE_CHECKING:
    from core.automation.models import Rule

SHOWN = 8  # tickets of the preview
SHOWN_LETTERS = 3  # of which it says what would be written


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """The list; POST order=ids puts it in order, up= or down= moves one."""
    by, rows = actor_of(request), list(selectors.rules())
    if request.method == "POST":
        services.order_rules(order_of(request, [row.pk for row in rows]), by=by)
        return redirect("settings:rules")
    counts = selectors.counts()
    offers = Offers()
    shown = [_row(row, number, counts.get(row.pk, {}), offers) for number, row in enumerate(rows, start=1)]
    return page(request, "rules", {"rules": shown})


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest) -> HttpResponse:
    """An empty form; POST do=save, or any change of the form."""
    return _edit(request, None)


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """One rule; POST do=save|on|off|remove, or any change of the form."""
    return _edit(request, selectors.rule(pk))


def _edit(request: HttpRequest, row: Rule | None) -> HttpResponse:
    if request.method == "GET":
        return _page(request, row, forms.typed(row))
    do = request.POST.get("do", "")
    if row is not None and do in QUICK:
        return QUICK[do](request, row)
    typed = forms.sent(request, row)
    if do != "save":
        return _page(request, row, forms.changed(typed, do))
    try:
        seen = request.POST.get("version", "")
        number = int(seen) if seen.isdecimal() and len(seen) < 10 else None
        row = services.save_rule(row, by=actor_of(request), seen=number, **forms.values(typed))
    except (*SAID_IN_FORM, Refused) as refusal:
        typed.form.refused(refusal)
        return _page(request, row, typed, status_of(refusal))
    flash(request, _("The rule “%(name)s” is kept.") % {"name": row.name})
    return redirect("settings:rules")


def _switch(request: HttpRequest, row: Rule) -> HttpResponse:
    """As the button said, however the rule stands by now."""
    try:
        row = services.save_rule(row, by=actor_of(request), is_active=request.POST["do"] == "on")
    except (*SAID_IN_FORM, Refused) as refusal:
        flash(request, said(refusal), "error")
        return redirect("settings:rules")
    words = _("“%(name)s” is on.") if row.is_active else _("“%(name)s” is off.")
    flash(request, words % {"name": row.name})
    return redirect("settings:rules")


def _remove(request: HttpRequest, row: Rule) -> HttpResponse:
    services.delete_rule(row, by=actor_of(request))
    flash(request, _("“%(name)s” is removed. What it did stays as it is.") % {"name": row.name})
    return redirect("settings:rules")


QUICK = {"on": _switch, "off": _switch, "remove": _remove}


def _row(row: Rule, number: int, counted: dict[str, int], offers: Offers) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": number,
        "name": _(row.name) if row.seed_key else row.name,
        "is_on": row.is_active,
        "is_schedule": row.kind == "schedule",
        "stops": row.stop_after_match,
        "when": forms.events_said(row),
        "where": told(row.conditions),
        "does": forms.said(row, offers),
        "fired": counted.get("fired", 0),
        "failed": counted.get("failed", 0),
    }


def _page(request: HttpRequest, row: Rule | None, typed: forms.Typed, code: int = 200) -> HttpResponse:
    actor = actor_of(request)
    is_event = typed.form["when"] in ("selective", "always")
    context = {
        "rule": {"id": row.pk, "name": row.name, "version": row.version, "is_on": row.is_active}
        if row
        else None,
        "form": typed.form,
        "when": forms.when(typed, row),
        "asked": offered(typed.asked, actor),
        "fields": view_words.fields(before=is_event),
        "deeds": forms.deeds(typed.deeds),
        "known_deeds": forms.known_deeds(),
        "most_deeds": forms.MOST_DEEDS,
        "preview": _preview(request, typed),
        "action": request.get_full_path(),
        "most_rows": view_form.MOST_ROWS,
        "most_groups": view_form.MOST_GROUPS,
    }
    if is_htmx(request):
        return fragment(request, "portal/settings/_rule_form.html", context, status=code)
    return page(request, "rule", context, code)


def _preview(request: HttpRequest, typed: forms.Typed) -> dict[str, Any]:
    """{"count", "is_more", "is_window", "blind", "rows"}: what it would have hit. Or {"wrong": sentence}."""
    actor = actor_of(request)
    try:
        values = forms.values(typed) | {"name": "-", "actions": []}
        checked = services.checked(selectors.blank_rule(), values, actor, is_trial=True)
        found = selectors.would_hit(selectors.blank_rule(**checked), actor, most=SHOWN)
    except Refusal as refusal:
        fields = refusal.data.get("fields") or {}
        return {"wrong": next((str(said[0]) for said in fields.values()), refusal.message)}
    rows = [
        {"label": one.label, "subject": one.subject, "url": paths.ticket(one.number), "status": status(one)}
        for one in found.rows
    ]
    return {
        "count": min(found.count, found.most),
        "is_more": found.is_more,
        "is_window": found.since is not None,
        "blind": found.blind,
        "rows": rows,
        "letters": _letters(typed, found.rows, actor),
    }


def _letters(typed: forms.Typed, rows: list[Any], actor: Actor) -> list[dict[str, str]]:
    """What its e-mails would be for the first of these tickets: to whom, and the subject."""
    found = []
    for deed in typed.deeds:
        if deed.do == "mail":
            try:
                [step] = doing.read([forms.plain(deed)])
            except Refusal:
                continue
            for row in rows[:SHOWN_LETTERS]:
                addresses, subject, _text = letters.letter(row, step.value, actor)
                found.append({"label": row.label, "to": ", ".join(addresses), "subject": subject})
    return found
