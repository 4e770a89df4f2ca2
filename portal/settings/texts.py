"""Mail texts: what the desk writes by itself, per language, with preview, test mail and what was before."""

from __future__ import annotations

from html import escape
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.audit import trail
from core.desk import selectors, services, texts
from core.desk.rules import ARRANGE
from core.mail import services as mail
from core.mail.letters import preview as previews
from core.tickets import selectors as tickets
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.surroundings import language_of
from portal.ui.views import flash, needs
from tenants.kernel.errors import NotFound

LANGUAGES = dict(settings.LANGUAGES)
VERSIONS = 20  # of one text that are shown
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: https: http:; "
    "frame-ancestors 'self'; sandbox"
)
WRAP = (
    '<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{subject}</title>'
    "<style>body{{margin:0;font:14px/20px system-ui,sans-serif;background:#fff;color:#111827}}"
    "header{{padding:10px 14px;border-bottom:1px solid #e5e7eb;font-weight:600}}"
    "iframe{{display:block;width:100%;height:460px;border:0}}"
    "pre{{margin:0;padding:14px;border-top:1px solid #e5e7eb;white-space:pre-wrap;overflow-wrap:anywhere}}"
    "</style><header dir=auto>{subject}</header>"
    '<iframe sandbox srcdoc="{html}"></iframe><pre dir=auto>{text}</pre></html>'
)


@needs(ARRANGE)
@never_cache
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """All of them, each with the languages it is worded in."""
    rows = selectors.mail_texts()
    kinds = [_kind(kind, [row for row in rows if row.key == kind.key]) for kind in texts.KINDS.values()]
    return page(request, "texts", {"page": "texts", "kinds": kinds})


@needs(ARRANGE)
@never_cache
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """One text; POST saves it, sends it as a test, or goes back to what was before."""
    _known(key, language)
    if request.method == "GET":
        return _page(request, key, language, Form(_wording(key, language)))
    form, action = Form.of(request, "subject", "body"), request.POST.get("action", "save")
    try:
        with translation.override(language_of(request)):  # what is refused is said to the reader
            _do(request, action, key, language, form)
    except SAID_IN_FORM as refusal:
        return _page(request, key, language, form.refused(refusal), status_of(refusal))
    if action == "trial":  # nothing was saved: what was typed stays
        return _page(request, key, language, form)
    return redirect("settings:text", key=key, language=language)


@needs(ARRANGE)
@never_cache
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """The mail for the frame: subject, page, text. POST: of what is typed. with=real: newest request."""
    _known(key, language)
    typed = Form.of(request, "subject", "body").data if request.method == "POST" else _wording(key, language)
    values = request.POST.get("with") or request.GET.get("with")
    by = actor_of(request)
    newest = tickets.visible(by).select_related("contact").order_by("-pk")
    ticket = newest.first() if values == "real" else None
    shown = previews.shown(key, language, typed["subject"], typed["body"], by=by, ticket=ticket)
    filled = {name: escape(getattr(shown, name)) for name in ("subject", "html", "text")}
    response = HttpResponse(WRAP.format(language=escape(language), **filled))
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _do(request: HttpRequest, action: str, key: str, language: str, form: Form) -> None:
    by = actor_of(request)
    if action == "trial":
        letter = mail.send_text_trial(key, language, form["subject"], form["body"], by=by)
        flash(request, _("A test mail to %(address)s is on its way.") % {"address": letter.recipient})
    elif action == "reset":
        services.reset_mail_text(key, language, by=by)
        flash(request, _("The text is as it was in the beginning."))
    elif action.startswith("back-") and action[5:].isdecimal():
        services.restore_mail_text(key, language, int(action[5:]), by=by)
        flash(request, _("The earlier text is in use again."))
    elif action != "save":
        raise NotFound
    else:
        services.save_mail_text(key, language, subject=form["subject"], body=form["body"], by=by)
        flash(request, _("Saved. The next mail is worded like this."))


def _known(key: str, language: str) -> None:
    if key not in texts.KINDS or language not in LANGUAGES:
        raise NotFound


def _wording(key: str, language: str) -> dict[str, Any]:
    """What is in use in this language, else what would be sent instead."""
    row = selectors.mail_text(key, language)
    subject, body = (row.subject, row.body) if row else texts.nearest_wording(key, language, language)
    return {"subject": subject, "body": body}


def _kind(kind: texts.Kind, rows: list[Any]) -> dict[str, Any]:
    used = [
        {
            "language": row.language,
            "name": LANGUAGES.get(row.language, row.language),
            "is_changed": (row.subject, row.body) != texts.first_wording(row.key, row.language),
            "is_broken": bool(texts.fault(row.key, row.subject, row.body)[0]),
        }
        for row in rows
        if row.language in LANGUAGES
    ]
    taken = {one["language"] for one in used}
    return {
        "key": kind.key,
        "name": kind.name,
        "when": kind.when,
        "languages": used,
        "free": [(code, name) for code, name in LANGUAGES.items() if code not in taken],
    }


def _page(request: HttpRequest, key: str, language: str, form: Form, status: int = 200) -> HttpResponse:
    kind, row = texts.KINDS[key], selectors.mail_text_in(key, language)
    lines = trail.history(row).order_by("-id")[:VERSIONS] if row else ()
    context = {
        "page": "texts",
        "kind": kind,
        "language": language,
        "language_name": LANGUAGES[language],
        "form": form,
        "variables": [(name, texts.MEANINGS[name], name in kind.must) for name in sorted(texts.known(key))],
        "is_own": row is not None,
        "has_first": texts.first_wording(key, language) is not None,
        "is_changed": row is not None and (row.subject, row.body) != texts.first_wording(key, language),
        "versions": [_version(line, row) for line in lines if "body" in (line.after or {})],
    }
    return page(request, "text", context, status)


def _version(line: Any, row: Any) -> dict[str, Any]:
    after = line.after
    return {
        "id": line.pk,
        "by": line.actor_name or _("Deskhand"),
        "at": line.at,
        "subject": after["subject"],
        "body": after["body"],
        "is_now": (after["subject"], after["body"]) == (row.subject, row.body),
    }
