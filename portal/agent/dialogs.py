"""What asks something of a ticket: a dialog over the open page, or without scripts a page of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from portal.agent import shell
from portal.ui.views import fragment, is_htmx, show

BASE = "portal/agent/"


def asked(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """NAME.html, or to htmx _NAME_dialog.html, which takes the place of the dialog where it was refused."""
    if not is_htmx(request):
        return show(request, f"{BASE}{name}.html", shell.around(request, "inbox") | context, status)
    response = fragment(request, f"{BASE}_{name}_dialog.html", context, status)
    if status >= 400:
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#dialogs", "innerHTML"
    return response
