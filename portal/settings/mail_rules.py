"""The organization's rules for its mail: their order, one rule, trying it before it counts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.mail import selectors, services, tasks
from core.mail.rules import MANAGE
from core.mail.ruling import trial
from portal.settings import mail_rule_form as forms
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, fragment, needs
from tenants.kernel.actor import Actor


@needs(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def mail_rules(request: HttpRequest) -> HttpResponse:
    """The list; POST order=ids puts it in order, up= or down= moves one."""
    by = actor_of(request)
    rows = list(selectors.mail_rules(by))
    if request.method == "POST":
        services.order_rules(_order(request, [row.pk for row in rows]), by=by)
        return redirect("settings:mail_rules")
    told = forms.words(by)
    shown = [forms.row(rule, told, number) for number, rule in enumerate(rows, start=1)]
    return page(request, "mail_rules", {"rules": shown, "most": services.MOST_RULES})


@needs(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def mail_rule_new(request: HttpRequest) -> HttpResponse:
    """An empty form; a saved rule is shown, to be tried on earlier mail."""
    return _edit(request, None)


@needs(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def mail_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """One rule; POST action=save|try|look_back|on|off|remove."""
    return _edit(request, selectors.mail_rule(actor_of(request), pk))


@needs(MANAGE)
@never_cache
@require_http_methods(["GET"])
def mail_rule_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the look at earlier mail is, alone: asked for while it goes on."""
    row = selectors.mail_rule(actor_of(request), pk)
    return fragment(
        request, "portal/settings/_mail_rule_trial.html", {"rule_id": row.pk, "trial": _trial(row.pk)}
    )


def _edit(request: HttpRequest, row: Any) -> HttpResponse:
    by, action = actor_of(request), request.POST.get("action", "save")
    if request.method == "GET":
        return _page(request, row, forms.typed(row))
    if row is not None and action in QUICK:
        return QUICK[action](request, row, by)
    form = forms.sent(request)
    try:
        values = forms.values(form, by)
        if action == "try":
            return _try(request, row, form, values)
        row = services.save_rule(row, by=by, **values)
    except SAID_IN_FORM as refusal:
        return _page(request, row, form.refused(refusal), status_of(refusal))
    flash(request, _("Saved. Mail that comes from now on is asked."))
    return redirect("settings:mail_rule", pk=row.pk)


def _try(request: HttpRequest, row: Any, form: Form, values: dict[str, Any]) -> HttpResponse:
    """What is in the form, on pasted words; nothing is saved."""
    rule = forms.unsaved(values)
    verdict = trial.on_words(rule, form["words"], sender=form["sender"], subject=form["subject"])
    return _page(request, row, form, verdict=verdict)


def _look_back(request: HttpRequest, row: Any, by: Actor) -> HttpResponse:
    trial.begin(row.pk)
    tasks.try_rule.wake(row.pk)  # type: ignore[attr-defined]  # a TenantTask
    return redirect(f"{reverse('settings:mail_rule', args=[row.pk])}#trial")


def _switch(request: HttpRequest, row: Any, by: Actor) -> HttpResponse:
    row = services.save_rule(row, by=by, is_on=request.POST["action"] == "on")
    said = _("“%(name)s” is on.") if row.is_on else _("“%(name)s” is off.")
    flash(request, said % {"name": row.name})
    return redirect("settings:mail_rules")


def _remove(request: HttpRequest, row: Any, by: Actor) -> HttpResponse:
    services.remove_rule(row, by=by)
    flash(request, _("“%(name)s” is removed.") % {"name": row.name})
    return redirect("settings:mail_rules")


QUICK = {"look_back": _look_back, "on": _switch, "off": _switch, "remove": _remove}


def _order(request: HttpRequest, ids: list[int]) -> list[int]:
    wanted = [
        int(each) for each in request.POST.get("order", "").split(",") if each.isdecimal() and len(each) < 10
    ]
    for way, step in (("up", -1), ("down", 1)):
        moved = request.POST.get(way, "")
        if moved.isdecimal() and int(moved) in ids:
            wanted, at = list(ids), ids.index(int(moved))
            wanted.insert(max(at + step, 0), wanted.pop(at))
    return wanted or ids


def _trial(pk: int) -> dict[str, Any] | None:
    found = trial.progress(pk)
    if found is None:
        return None
    count = found["count"]
    said = ngettext("It would have matched %(count)d mail", "It would have matched %(count)d mails", count)
    rows = [one | {"url": reverse("settings:quarantine_letter", args=[one["id"]])} for one in found["found"]]
    return found | {"said": said % {"count": count}, "found": rows, "more": count - len(rows)}


def _page(request: HttpRequest, row: Any, form: Form, status: int = 200, verdict: Any = None) -> HttpResponse:
    context = {
        "page": "mail_rules",
        "rule": row,
        "form": form,
        "verdict": verdict,
        "trial": _trial(row.pk) if row else None,
        "rule_id": row.pk if row else None,
        **forms.choices_of(actor_of(request)),
    }
    return page(request, "mail_rule", context, status)
