"""Replies that have not left: when they may, and how one is taken back into a draft."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from core.audit import trail
from core.desk import selectors as desk
from core.desk.models import Status
from core.tickets.events import ReplyWithdrawn
from core.tickets.models import Draft, Message, Ticket
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Invalid

FARTHEST = timedelta(days=90)


class BadTime(Invalid):
    code = "reply.bad_time"
    sentence = "Choose a moment within the next 90 days. Nothing was sent."


def moment(wanted: datetime | None) -> datetime:
    """When a reply leaves: after the time to undo it, and not before it is wanted. Raises BadTime."""
    now = clock.now()
    soonest = now + timedelta(seconds=settings.UNDO_SECONDS)
    if wanted is None:
        return soonest
    if not now - timedelta(minutes=5) <= wanted <= now + FARTHEST:  # a form may lie open for a while
        raise BadTime
    return max(wanted, soonest)


def yield_to_customer(ticket: Ticket) -> None:
    """The customer speaks: replies that were to make way for that are drafts again.

    The caller holds the ticket's lock and saves message_count and first_replied_at.
    """
    waiting = Message.objects.select_for_update().filter(
        ticket=ticket, kind=Message.Kind.REPLY, yields=True, withdrawn_at=None, undo_until__gt=clock.now()
    )
    for message in waiting:
        take_back(ticket, message, by=SYSTEM)
        ticket.message_count -= 1
        ticket.first_replied_at = first_reply_at(ticket)


def first_reply_at(ticket: Ticket) -> datetime | None:
    """Of those that stand."""
    standing = ticket.messages.filter(kind=Message.Kind.REPLY, withdrawn_at=None).order_by("pk")
    return standing.values_list("created_at", flat=True).first()


def take_back(ticket: Ticket, message: Message, *, by: Actor) -> None:
    """It never leaves, and its words and files are its author's draft. Emits ReplyWithdrawn.

    The ticket has still the status that the reply gave it.
    """
    message.withdrawn_at = clock.now()
    message.save(update_fields=["withdrawn_at"])
    if message.author_user_id:
        _keep_words(ticket, message)
    trail.record("ticket.reply_withdrawn", on=ticket, by=by, after={"message": message.pk})
    publish(ReplyWithdrawn(ticket.pk, by.ref, message.pk))


def _keep_words(ticket: Ticket, message: Message) -> None:
    """Before what the author has begun meanwhile."""
    whose: dict[str, Any] = {"ticket": ticket, "user_id": message.author_user_id, "kind": message.kind}
    begun = Draft.objects.filter(**whose).values_list("body", flat=True).first() or ""
    body = message.text if begun.strip() in ("", message.text) else f"{message.text}\n\n{begun}"
    Draft.objects.update_or_create(
        **whose, defaults={"body": body, **_forwarded(message), **_kept(ticket, message)}
    )


def _kept(ticket: Ticket, message: Message) -> dict[str, Any]:
    """What goes with the words of a reply: its files, blind copies, and that it was to resolve the ticket."""
    if message.kind == Message.Kind.FORWARD:
        return {}
    files = list(message.attachments.order_by("pk").values_list("public_id", flat=True))
    then = "resolve" if _was_to_resolve(ticket, message) else ""
    return {"kept": {"files": files, "bcc": ", ".join(message.bcc), "then": then}}


def _was_to_resolve(ticket: Ticket, message: Message) -> bool:
    """As its own line in the record has it: others may have set the status since."""
    lines = trail.history(ticket, "ticket.replied").filter(after__message=message.pk)
    key = next((line.after.get("status") for line in lines if line.after), None)
    resolved = {one.key for one in desk.statuses() if one.category == Status.Category.RESOLVED}
    return key in resolved


def _forwarded(message: Message) -> dict[str, Any]:
    """What the draft of a forward keeps besides: which message, and for whom."""
    if message.kind != Message.Kind.FORWARD:
        return {}
    addresses = {name: ", ".join(getattr(message, name)) for name in ("to", "cc", "bcc")}
    addresses["answer"] = "1" if message.side_id else ""
    return {"about": message.about.public_id if message.about else "", "addresses": addresses}
