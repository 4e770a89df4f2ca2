"""A third party decides what they were asked for by mail. The signed token is the permission.

Programs look at the links of mails: a GET changes nothing, whatever the link says; the button does. The page
shows the question, and what its reader has said; nothing else of the ticket.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.tickets import selectors, services
from core.tickets.selectors import Asked
from portal.ui.views import anyone, show
from tenants.kernel.errors import Invalid, Refusal
from tenants.secrets import BadLink

PAGE = "portal/customer/approval.html"
WORDS = ("approve", "decline")


@anyone
@never_cache
@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, token: str) -> HttpResponse:
    """POST say=approve|decline decides; reason: why, to decline. Twice is once."""
    refused = ""
    if request.method == "POST":
        try:
            _decide(token, request.POST.get("say", ""), request.POST.get("reason", ""))
        except BadLink:
            return _nobody(request)
        except Refusal as refusal:
            refused = refusal.message
    try:
        asked = selectors.asked_by_link(token)
    except BadLink:
        return _nobody(request)
    return show(request, PAGE, _context(request, asked, refused), 422 if refused and asked.is_open else 200)


def _decide(token: str, say: str, reason: str) -> None:
    """Raises BadLink and what services.decide_by_link raises."""
    if say not in WORDS:
        raise Invalid("Choose whether you approve or decline.")
    services.decide_by_link(token, say == WORDS[0], reason)


def _context(request: HttpRequest, asked: Asked, refused: str) -> dict[str, Any]:
    row, until = asked.approval, asked.part["until"]
    say = request.POST.get("say") or request.GET.get("say", "")
    return {
        "section": "",
        "valid": True,
        "question": row.question,
        "who": row.asked_by.name if row.asked_by else "",
        "is_open": asked.is_open,
        "said": asked.part["state"],
        "reason": asked.part["reason"] or request.POST.get("reason", "")[:500],
        "say": say if say in WORDS else "",
        "until": parse_datetime(until) if until else None,
        "refused": refused,
    }


def _nobody(request: HttpRequest) -> HttpResponse:
    return show(request, PAGE, {"section": "", "valid": False}, 404)
