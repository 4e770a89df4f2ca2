"""What all settings pages share: the agents' frame, and which pages this person may open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from portal.agent.shell import around
from portal.ui.views import show
from tenants.kernel.actor import Actor

PAGES = {  # page -> permission; in the order of the menu
    "organization": "organization.manage",
    "domains": "domains.manage",
    "people": "people.manage",
    "channels": "desk.manage",
    "billing": "billing.manage",
    "data": "organization.export",
    "mailboxes": "mail.manage",
    "sending": "mail.manage",
    "mail_rules": "mail.manage",
    "texts": "desk.manage",
    "quarantine": "mail.quarantine",
    "blocked_files": "organization.manage",
    "queues": "desk.manage",
    "categories": "desk.manage",
    "types": "desk.manage",
    "fields": "desk.manage",
    "tags": "desk.manage",
    "hours": "desk.manage",
    "sla": "desk.manage",
    "rules": "desk.manage",
    "sla_report": "reports.view",
    "replies": "tickets.reply",
    "signatures": "tickets.reply",
    "ai": "ai.policy",
    "voice": "ai.policy",
}


def allowed(actor: Actor) -> list[str]:
    return [page for page, permission in PAGES.items() if actor.may(permission)]


def page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """templates/portal/settings/<name>.html inside the frame."""
    frame = around(request, "settings") | {"page": name, "allowed": allowed(actor_of(request))}
    return show(request, f"portal/settings/{name}.html", frame | context, status)


def actor_of(request: HttpRequest) -> Actor:
    """The colleague behind a guarded view."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
