"""What all settings pages share: the agents' frame, and which pages this person may open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from portal.agent.shell import around
from portal.ui.settings_pages import allowed
from portal.ui.views import show
from tenants.kernel.actor import Actor


def page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """templates/portal/settings/<name>.html inside the frame."""
    frame = around(request, "settings") | {"page": name, "allowed": allowed(actor_of(request))}
    return show(request, f"portal/settings/{name}.html", frame | context, status)


def actor_of(request: HttpRequest) -> Actor:
    """The colleague behind a guarded view."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
