"""To a third party whose word is asked for: the question, and links to a page that asks once more.

A program that opens the links of a letter decides nothing: the page has a button. Nothing of the ticket is in
the letter but the question. An answer in words goes to the side conversation, where colleagues read it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.mail import links, marks
from core.mail.letters import pages, rows
from core.mail.models import Letter, Mailbox
from core.mail.parsing.reply import DELIMITER
from core.mail.rules import APPROVAL, with_plus
from core.mail.selectors import mailbox_for
from core.tickets import selectors
from core.tickets.models import Approval, Message
from tenants import context
from tenants.kernel.text import one_line

SHOWN = 80  # characters of the question in the subject
AGAIN = "X-Deskhand-Reminder"  # when it reminds; so that a fact told twice writes one letter


def write(row: Approval, part: dict[str, Any], again: str = "") -> Letter | None:
    """One letter for each time of asking. None where its message is gone."""
    message = Message.objects.select_related("ticket__queue").filter(pk=part["message"]).first()
    if message is None:
        return None
    known = Letter.objects.filter(message=message, kind=APPROVAL)
    known = known.filter(headers__contains={AGAIN: again}) if again else known
    if found := known.first():
        return found
    with translation.override(context.current_tenant().language):  # a third party's own is not known
        return _write(row, part, message, again)


def _write(row: Approval, part: dict[str, Any], message: Message, again: str) -> Letter:
    tenant, mailbox = context.current_tenant(), mailbox_for(message.ticket.queue_id)
    token = selectors.approval_token(row, message.pk)
    yes, no = (links.approval(token, say) for say in ("approve", "decline"))
    subject = _subject(row, again)
    text = "\n\n".join(filter(None, (_opening(row), row.question, _ending(part))))
    buttons = [(_("Approve …"), yes), (_("Decline …"), no)]
    plain = "\n\n".join([DELIMITER, text, *(f"{words}\n{url}" for words, url in buttons)])
    return rows.keep(
        APPROVAL,
        recipient=message.to[0],
        subject=subject,
        text=f"{plain}\n",
        html=pages.page(
            tenant, text, title=subject, language=tenant.language, delimiter=DELIMITER, actions=buttons
        ),
        mailbox=mailbox,
        sender_name=_sender(row),
        message=message,
        reply_to=_reply_to(mailbox, message),
        headers=_headers(row, again),
    )


def _subject(row: Approval, again: str) -> str:
    known = {"question": one_line(row.question, SHOWN)}
    if again:
        return _("Reminder: your approval is asked for: %(question)s") % known
    return _("Your approval is asked for: %(question)s") % known


def _opening(row: Approval) -> str:
    told = {"who": _who(row), "organization": context.current_tenant().name}
    return _("%(who)s of %(organization)s asks for your approval of the following:") % told


def _ending(part: dict[str, Any]) -> str:
    until = localtime(datetime.fromisoformat(part["until"]))
    said = _("The buttons open a page where you decide. It is open until %(day)s.") % {
        "day": date_format(until, "j F Y, H:i")
    }
    words = _("You may also answer this mail in words; that is read, but decides nothing by itself.")
    return f"{said} {words}"


def _who(row: Approval) -> str:
    return row.asked_by.name if row.asked_by else context.current_tenant().name


def _sender(row: Approval) -> str:
    tenant = context.current_tenant()
    if row.asked_by is None:
        return tenant.name
    return _("%(agent)s via %(organization)s") % {"agent": row.asked_by.name, "organization": tenant.name}


def _reply_to(mailbox: Mailbox | None, message: Message) -> str:
    return with_plus(mailbox.address, marks.aside_token(message.pk)) if mailbox else ""


def _headers(row: Approval, again: str) -> dict[str, str]:
    """What a rule or the clock writes is a machine's letter; what a person asks for is theirs."""
    is_machine = bool(again) or row.asked_by is None
    machine = rows.automatic_headers(rows.NOTICE) if is_machine else {}
    return machine | ({AGAIN: again} if again else {})
