"""A mail text as its reader would see it, with invented values or those of a real request. Sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from core.desk import texts
from core.mail import links
from core.mail.letters import pages, rows, wording
from core.mail.letters.promise import promise
from core.tickets.models import Message, Ticket
from tenants import context
from tenants.kernel.actor import Actor

CONFIRMATIONS = ("ticket_received", "ticket_received_away")
EXAMPLES = {
    "customer": "Mara",
    "number": "T-0042",
    "merged": "T-0047",
    "reply_time": "…",
    "articles": "",
    "inviter": "Olivia Owner",
    "minutes": 15,
    "days": 7,
}


@dataclass(frozen=True, slots=True)
class Shown:
    subject: str
    text: str
    html: str


def shown(
    key: str, language: str, subject: str, body: str, *, by: Actor, ticket: Ticket | None = None
) -> Shown:
    """The mail. ticket: whose values to take; None: invented ones."""
    tenant = context.current_tenant()
    with translation.override(language if translation.check_for_language(language) else tenant.language):
        values = rows.desk_values(**(_invented(language, by) | (_of(ticket, language) if ticket else {})))
        if key in CONFIRMATIONS:  # never a stranger's words, see `automatic`
            values["subject"] = _("We have received your request")
        subject, text = wording.filled(subject, body, values)
        if not texts.KINDS[key].has_subject:
            subject = f"Re: {values['subject']} [{values['number']}]"
        html = pages.page(
            tenant, text, title=subject, language=language, action=(_button(key), str(values["link"]))
        )
    return Shown(subject, text, html)


def _invented(language: str, by: Actor) -> dict[str, Any]:
    told = promise(None, language)
    return {
        **EXAMPLES,
        "subject": _("Charged twice"),
        "body": _("Thank you for the statement. The second charge is returned within three days."),
        "agent": by.name,
        "role": _("Agent"),
        "reply_time": told.reply_time,
        "next_opening": told.next_opening or "…",
        "link": links.example(),
    }


def _of(ticket: Ticket, language: str) -> dict[str, Any]:
    """What the mails of this request would say. The link is the bare page: a preview signs nobody in."""
    told = promise(ticket.queue_id, language)
    last = ticket.messages.filter(kind=Message.Kind.REPLY, withdrawn_at=None).order_by("-pk").first()
    found = {
        "customer": wording.greeting_name(ticket.contact.name),
        "number": ticket.label,
        "subject": ticket.subject,
        "reply_time": told.reply_time,
        "link": links.request_page(ticket),
    }
    return found | ({"body": last.text} if last else {})


def _button(key: str) -> str:
    return {
        "portal_link": _("Sign in"),
        "agent_reply": _("See or answer this request online"),
        "agent_invitation": _("Continue"),
        "password_reset": _("Continue"),
    }.get(key, _("Follow your request"))
