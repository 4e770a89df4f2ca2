"""The row of a letter: who it is from, where answers go, its one Message-ID, its wake-up.

The row is written in the same transaction as what it tells, so a letter exists if and only if its
reason does. The alarm is the net behind the task's wake-up; it stands until the letter is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.utils import parseaddr
from functools import lru_cache
from typing import Any

from django.conf import settings

from core.mail import links, marks
from core.mail.models import Letter, Mailbox, MailReference
from core.mail.rules import STOP, with_plus
from core.tickets.models import Message
from tenants import context
from tenants.alarms.bell import set_alarm
from tenants.kernel import clock, ids
from tenants.kernel.text import one_line, storable

WAKE = "mail.letter"
GRACE = timedelta(seconds=30)  # what the wake-up of the broker may take before the net catches the letter
ANSWER, NOTICE = "auto-replied", "auto-generated"  # RFC 3834
LONGEST_NAME = 78


def keep(
    kind: str,
    *,
    recipient: str,
    subject: str,
    text: str,
    html: str,
    mailbox: Mailbox | None,
    sender_name: str,
    message: Message | None = None,
    beside: Sequence[str] = (),
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    reply_to: str = "",
    headers: dict[str, str] | None = None,
    send_after: datetime | None = None,
) -> Letter:
    """Write a letter that leaves at send_after (now). Call it inside the transaction of its reason."""
    address = mailbox.address if mailbox else parseaddr(settings.PLATFORM_MAIL)[1]
    public_id = ids.public_id()
    letter = Letter.objects.create(
        public_id=public_id,
        kind=kind,
        ticket_id=message.ticket_id if message else None,
        message=message,
        sender=named(sender_name, address),
        envelope_from=reply_to or address,
        recipient=recipient,
        beside=list(beside),
        cc=list(cc),
        bcc=list(bcc),
        reply_to=reply_to,
        subject=one_line(storable(subject), 250),
        text=storable(text),
        html=storable(html),
        headers=headers or {},
        mime_id=marks.message_id(public_id, address.rpartition("@")[2]),
        send_after=send_after or clock.now(),
    )
    if message:
        MailReference.objects.create(
            mime_id=letter.mime_id, ticket_id=message.ticket_id, message=message, is_ours=True
        )
    set_alarm(WAKE, letter.pk, letter.send_after + GRACE)
    return letter


@lru_cache(maxsize=1_000)  # a mailbox signs all its letters with the same name
def named(name: str, address: str) -> str:
    """ "Ana via Acme" <support@acme.example>. Whatever the name holds, it stays a name."""
    plain = "".join(sign for sign in one_line(storable(name), LONGEST_NAME) if sign.isprintable())
    return str(Address(display_name=plain, addr_spec=address))


def automatic_headers(how: str) -> dict[str, str]:
    """What keeps machines from answering us: how is ANSWER or NOTICE."""
    return {
        "Auto-Submitted": how,
        "X-Auto-Response-Suppress": "All",
        marks.LOOP_HEADER: marks.loop_mark(),
    }


def silence_headers(contact_id: int, mailbox: Mailbox | None) -> dict[str, str]:
    """How a reader ends automatic mail with one click (RFC 8058), or by a mail (RFC 2369)."""
    token = marks.silence_token(contact_id)
    ways = [links.silence(token)]
    if mailbox and (address := with_plus(mailbox.address, STOP + token)) != mailbox.address:
        ways.append(f"mailto:{address}?subject=stop")
    return {
        "List-Unsubscribe": ", ".join(f"<{way}>" for way in ways),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def desk_values(**more: Any) -> dict[str, Any]:
    """Variables every mail text may use."""
    return {"organization": context.current_tenant().name, **more}
