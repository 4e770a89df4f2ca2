"""Find my workspace: the addresses go to the mailbox that belongs to them, never onto the page."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from kombu.exceptions import OperationalError

from portal.tasks import find_workspaces
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import anyone, show
from tenants import limits
from tenants.http import address_of
from tenants.kernel.errors import Invalid, Unavailable

PAGE = "portal/public/find.html"
ASKED = "find_email"  # session key: whom "check your mail" speaks of


@anyone
@never_cache
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Says the same for every address."""
    if request.method == "GET":
        email = request.session.pop(ASKED, "") if "sent" in request.GET else ""
        return show(request, PAGE, {"form": Form(), "sent": bool(email), "email": email})
    form = Form.of(request, "email")
    try:
        _ask(form["email"].strip().lower(), address_of(request))
    except SAID_IN_FORM as refusal:
        return show(request, PAGE, {"form": form.refused(refusal), "sent": False}, status_of(refusal))
    request.session[ASKED] = form["email"]
    return redirect(f"{request.path}?sent")


def _ask(email: str, ip: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(fields={"email": [_("This does not look like an e-mail address.")]}) from None
    limits.hit("signup", "find", ip)
    limits.hit("signup", "find", email)
    try:
        find_workspaces.delay(email)
    except OperationalError:
        raise Unavailable from None
