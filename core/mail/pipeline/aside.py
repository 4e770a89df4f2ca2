"""A third party answers what was forwarded to them: for colleagues alone, whoever the mail says it is from.

Who knows the tag, or names our letter, is heard in the side conversation and nowhere else. So a third party
that writes under the customer's name is not heard as the customer, and a customer who got hold of the tag
opens nothing with it.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from core.mail import marks
from core.mail.pipeline import follow, limits, place
from core.mail.pipeline.case import Case, Done
from core.mail.rules import MESSAGES_AN_HOUR, plus_part
from core.tickets import services as tickets
from core.tickets.models import Message
from tenants.kernel import clock

HOUR = timedelta(hours=1)


def aside_tag(case: Case) -> str:
    """Fills side, by our signed tag in the address. No query for mail without one."""
    for address in follow.our_addresses(case):
        token = plus_part(address)
        if marks.ticket_number(token) is not None:
            return "written to a customer's reply address"
        if (pk := marks.side_of(token)) and (side := _begun_by(pk)):
            case.side = side
            return f"answers what was forwarded from {side.ticket.label}"
    return "not written to one"


def aside(case: Case) -> str:
    """Keep the answer where the forwarded message is now. Ends the walk: no rule, no customer, no letter."""
    case.side = case.side or _by_reference(case)
    if case.side is None:
        return "none"
    _limit(case.side, case)
    assert case.sender is not None
    case.message = tickets.hear_aside(
        case.side,
        place.words(case),
        name=case.sender.name,
        address=case.sender.address,
        attachments=case.files,
        cc=[one.address for one in place.copied(case)],
        is_automatic=case.mail.automatic.kind != "none",
        is_history=case.inbound.is_imported,
    )
    case.trace.append({"step": "thread", "says": place.remember(case)})
    raise Done(_("A third party's answer to what was forwarded: colleagues alone see it."), case.message)


def _by_reference(case: Case) -> Message | None:
    """The youngest message it names that is here says where it belongs, unless the address does."""
    if any(marks.ticket_number(plus_part(one)) is not None for one in follow.our_addresses(case)):
        return None
    for mime_id in follow.ancestors(case):
        if row := case.references.get(mime_id):
            is_aside = row.said in (Message.Kind.FORWARD, Message.Kind.ASIDE)  # type: ignore[attr-defined]
            return _begun_by(row.side or row.message_id) if is_aside else None  # type: ignore[attr-defined]
    return None


def _begun_by(pk: int) -> Message | None:
    rows = Message.objects.select_related("ticket").filter(
        pk=pk, kind=Message.Kind.FORWARD, ticket__deleted_at=None
    )
    return rows.first() if pk < 2**63 else None


def _limit(side: Message, case: Case) -> None:
    """What one side conversation may bring in an hour; the rest is parked."""
    heard = Message.objects.filter(
        side=side, kind=Message.Kind.ASIDE, created_at__gt=clock.now() - HOUR
    ).count()
    if heard >= MESSAGES_AN_HOUR and not (case.inbound.insisted or case.inbound.is_imported):
        limits.park(case, limits.REASON.format(most=MESSAGES_AN_HOUR, what="mails"))
