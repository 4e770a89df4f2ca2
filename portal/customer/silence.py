"""A customer ends automatic mail, and may take that back. The signed token is the permission.

Mail programs press the button by themselves (RFC 8058: a POST without cookies); a GET changes nothing, for
programs that only look at links must not decide.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.contacts import selectors, services
from core.mail import marks
from portal.ui.views import anyone, show

PAGE = "portal/customer/silence.html"


@csrf_exempt  # the token proves more than a cookie would; programs have none
@anyone
@never_cache
@require_http_methods(["GET", "POST"])
def silence(request: HttpRequest, token: str) -> HttpResponse:
    """POST ends automatic mail; action=undo allows it again. Twice is once."""
    contact_id = marks.silenced_by(token)
    contact = selectors.contact_now(contact_id) if contact_id else None
    if contact is None:
        return show(request, PAGE, {"section": "", "valid": False}, 404)
    if request.method == "POST":
        if request.POST.get("action") == "undo":
            contact = services.end_silence(contact, by=contact.actor)
        else:
            contact = services.silence(contact, "unsubscribed", by=contact.actor)
    context = {
        "section": "",
        "valid": True,
        "is_silent": contact.silent_since is not None,
        "email": masked(contact.email),
    }
    return show(request, PAGE, context)


def masked(email: str) -> str:
    """ "c•••@customer.example": enough for its owner, too little for whoever else holds the link."""
    local, _at, domain = email.partition("@")
    return f"{local[:1]}•••@{domain}" if domain else _("this customer")
