"""Which pages of the settings this person may open: the menu of the settings and the palette offer these."""

from __future__ import annotations

from tenants.kernel.actor import Actor

PAGES = {  # page -> permission; in the order of the menu
    "organization": "organization.manage",
    "domains": "domains.manage",
    "people": "people.manage",
    "roles": "roles.manage",
    "channels": "desk.manage",
    "billing": "billing.manage",
    "data": "organization.export",
    "configuration": "organization.manage",
    "mailboxes": "mail.manage",
    "sending": "mail.manage",
    "mail_rules": "mail.manage",
    "texts": "desk.manage",
    "quarantine": "mail.quarantine",
    "blocked_files": "organization.manage",
    "queues": "desk.manage",
    "teams": "desk.manage",
    "statuses": "desk.manage",
    "board": "desk.manage",
    "categories": "desk.manage",
    "types": "desk.manage",
    "approvals": "desk.manage",
    "fields": "desk.manage",
    "tags": "desk.manage",
    "numbers": "desk.manage",
    "archive": "desk.manage",
    "time": "desk.manage",
    "hours": "desk.manage",
    "sla": "desk.manage",
    "assignment": "desk.manage",
    "rules": "desk.manage",
    "sla_report": "reports.view",
    "recurring": "desk.manage",
    "macros": "tickets.change",
    "replies": "tickets.reply",
    "signatures": "tickets.reply",
    "ai": "ai.policy",
    "voice": "ai.policy",
}


def allowed(actor: Actor) -> list[str]:
    """Their keys, in the order of the menu."""
    return [page for page, permission in PAGES.items() if actor.may(permission)]
