"""What the verbs of approvals have in common: the lock, the alarm, the note, how the ticket stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit import trail
from core.desk.chains import USER
from core.tickets import steps
from core.tickets.events import ApprovalAsked, ApprovalDecided, ApprovalTold
from core.tickets.models import Approval, Channel, Message, Ticket
from core.tickets.selectors.approvals import NoSuchApproval
from core.tickets.services.rows import locked_living, save
from core.tickets.services.words import Words
from core.tickets.services.write import keep_message
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor

ALARM = "tickets.approval"
LINK_LIFE = timedelta(days=30)  # of a link in a letter where the step has no end of its own
State = Approval.State


def locked_with_ticket(pk: int) -> tuple[Ticket, Approval]:
    """Both, fresh and locked, the ticket first. Raises NoSuchApproval, TicketIsDeleted."""
    known = Approval.objects.filter(pk=pk).values_list("ticket_id", flat=True).first()
    if known is None:
        raise NoSuchApproval
    ticket = locked_living(known)
    row = Approval.objects.select_for_update().get(pk=pk)
    return (ticket if row.ticket_id == ticket.pk else locked_living(row.ticket_id)), row


def begin(ticket: Ticket, row: Approval, number: int) -> None:
    """Ask the people of this step. Both are locked; the row is saved. Emits ApprovalAsked."""
    one, now = row.steps[number], clock.now()
    one["asked_at"] = now.isoformat()
    row.step, row.reminded_at = number, None
    row.due_at = now + timedelta(hours=one["hours"]) if one["hours"] else None
    row.waits_for = steps.colleagues(one)
    for part in steps.outsiders(one):
        write_to(ticket, row, part)
    row.save()
    mark(ticket)
    watch(row)
    publish(ApprovalAsked(ticket.pk, row.by, row.pk, number, row.waits_for))


def write_to(ticket: Ticket, row: Approval, part: steps.Part) -> None:
    """The message to a third party that their letter is made of: a side conversation of its own."""
    message = keep_message(
        ticket,
        Message.Kind.FORWARD,
        Words(row.question),
        Channel.MAIL,
        user=row.asked_by,
        author_name=row.by_name,
        to=[steps.address_of(part["key"])],
        about=None,
        side=None,
    )
    part["message"], part["until"] = message.pk, open_until(row).isoformat()
    ticket.message_count += 1
    publish(ApprovalTold(ticket.pk, row.by, message.pk))


def open_until(row: Approval) -> datetime:
    """When the links of this step's letters end."""
    return row.due_at or clock.now() + LINK_LIFE


def mark(ticket: Ticket) -> None:
    """How its approvals stand, on the ticket's row: lists and conditions ask there. It is saved."""
    ticket.approval = standing(ticket.pk)
    save(ticket, "approval", "message_count")


def standing(ticket_id: int) -> str:
    """Pending while one is; else how the last one ended; "" where none was asked for."""
    rows = Approval.objects.filter(ticket=ticket_id).order_by("-ended_at", "-pk")
    states = list(rows.values_list("state", flat=True))
    return State.PENDING if State.PENDING in states else next(iter(states), "")


def watch(row: Approval) -> None:
    """Wake it for the reminder, when three quarters of its time are over, and at its end."""
    if row.state != State.PENDING or row.due_at is None:
        clear_alarm(ALARM, row.pk)
        return
    set_alarm(ALARM, row.pk, row.due_at if row.reminded_at else reminder_at(row))


def reminder_at(row: Approval) -> datetime:
    assert row.due_at
    return row.due_at - timedelta(hours=row.steps[row.step]["hours"]) / 4


def end(ticket: Ticket, row: Approval, state: str, said: str, *, by: Actor, reason: str = "") -> None:
    """It is over. Both are locked; said: the system's note. Emits ApprovalDecided."""
    was, row.state, row.reason = row.state, state, reason[:500]
    row.ended_at, row.due_at, row.waits_for = clock.now(), None, []
    row.save()
    mark(ticket)
    watch(row)
    after = {"approval": row.pk, "state": state} | ({"reason": row.reason} if reason else {})
    trail.record("ticket.approval_ended", on=ticket, by=by, before={"state": was}, after=after)
    tell(ticket, said)
    publish(ApprovalDecided(ticket.pk, by.ref, row.pk, state))


def tell(ticket: Ticket, said: str) -> None:
    """A note of the desk's own, which is nobody's word: no rule hears it. In the bin nothing is told."""
    if ticket.deleted_at is None:
        row = locked_living(ticket.pk)
        message = keep_message(row, Message.Kind.NOTE, Words(said), row.channel)
        row.message_count += 1
        save(row, "message_count")
        publish(ApprovalTold(row.pk, SYSTEM.ref, message.pk))


def tell_gone(ticket: Ticket, row: Approval) -> None:
    """Who is waited for and works here no longer is named in the ticket. Nobody is skipped unasked."""
    here = set(User.objects.working().filter(pk__in=row.waits_for).values_list("pk", flat=True))
    for part in steps.silent(row.steps[row.step]):
        if part["key"].startswith(USER) and steps.user_of(part["key"]) not in here:
            tell(ticket, gone(part["name"]))


def gone(name: str) -> str:
    """The note about somebody who left."""
    return _(
        "%(who)s, whose approval is waited for, no longer works here. Ask somebody else in their place, "
        "or cancel."
    ) % {"who": name}


def names(parts: list[steps.Part]) -> str:
    return ", ".join(part["name"] for part in parts) or _("nobody")
