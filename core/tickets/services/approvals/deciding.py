"""Somebody says yes or no, or nobody does in time. One row, one lock: who decides at once waits in line."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import trail
from core.desk.chains import USER
from core.desk.models import Status
from core.tickets import steps
from core.tickets.events import ApprovalDue
from core.tickets.models import Approval, Ticket
from core.tickets.selectors.approvals import asked_by_link, whose_word
from core.tickets.services.approvals.refusals import ApprovalIsOver, HasDecided, NotAsked, ReasonNeeded
from core.tickets.services.approvals.rows import (
    begin,
    end,
    locked_with_ticket,
    names,
    reminder_at,
    standing,
    tell,
    tell_gone,
    watch,
)
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import NotFound
from tenants.kernel.text import one_line, storable

State = Approval.State
LONGEST_REASON = 500
CLOSED = (Status.Category.CLOSED, Status.Category.SPAM)


@transaction.atomic
def decide(approval: Approval, is_approved: bool, reason: str = "", *, by: Actor) -> Approval:
    """A colleague's word on what they are asked, or who they stand in for. Saying the same again changes
    nothing.

    The caller has asked whether they may see the ticket. Raises NotAsked, HasDecided, ApprovalIsOver,
    ReasonNeeded, TicketIsDeleted. Emits ApprovalDecided when that ends it, ApprovalAsked for the next step.
    """
    if by.kind != "user":
        raise NotAsked
    ticket, row = locked_with_ticket(approval.pk)
    whose = whose_word(by, row)
    earlier = None if whose in row.waits_for else steps.said_by(row.steps, f"{USER}{by.id}")
    return _say(ticket, row, earlier["key"] if earlier else f"{USER}{whose}", is_approved, reason, by)


@transaction.atomic
def decide_by_link(token: str, is_approved: bool, reason: str = "") -> Approval:
    """A third party's word, by the link of their letter. Raises BadLink and what `decide` raises."""
    asked = asked_by_link(token)
    ticket, row = locked_with_ticket(asked.approval.pk)
    found = steps.written(row.steps, asked.message)
    if found is None:
        raise NotAsked
    key, name = found[1]["key"], found[1]["name"]
    return _say(ticket, row, key, is_approved, reason, Actor("contact", None, name))


def _say(ticket: Ticket, row: Approval, key: str, is_approved: bool, reason: str, by: Actor) -> Approval:
    word = steps.APPROVED if is_approved else steps.DECLINED
    reason = one_line(storable(reason), LONGEST_REASON)
    known = [part for one in row.steps[: row.step + 1] if (part := steps.named(one, key))]
    if known and known[-1]["state"] == word:
        return row
    if not row.is_pending:
        raise ApprovalIsOver(state=row.state)
    part = steps.named(row.steps[row.step], key)
    if part is None:
        raise NotAsked
    if part["state"]:
        raise HasDecided(state=part["state"])
    if word == steps.DECLINED and not reason:
        raise ReasonNeeded

    part |= {"state": word, "at": clock.now().isoformat(), "reason": reason}
    if by.kind == "user" and key != f"{USER}{by.id}":
        part |= {"deputy": f"{USER}{by.id}", "deputy_name": by.name}
    after = {"approval": row.pk, "by": key, "said": word} | ({"reason": reason} if reason else {})
    trail.record("ticket.approval_said", on=ticket, by=by, after=after)
    _go_on(ticket, row, part, by)
    return row


def _go_on(ticket: Ticket, row: Approval, part: steps.Part, by: Actor) -> None:
    """What one more word comes to: the end, the next step, or waiting for others."""
    said, verdict = _told(part), steps.verdict(row.steps[row.step])
    is_last = row.step + 1 == len(row.steps)
    if verdict == steps.DECLINED:
        said = f"{said}\n{_('Declined.')}"
        end(ticket, row, State.DECLINED, said, by=by, reason=part["reason"])
    elif verdict == steps.APPROVED and is_last:
        end(ticket, row, State.APPROVED, f"{said}\n{_('Approved.')}", by=by)
    elif verdict == steps.APPROVED:
        begin(ticket, row, row.step + 1)
        whom = names(row.steps[row.step]["asked"])
        tell(ticket, f"{said}\n{_('Next to decide: %(whom)s.') % {'whom': whom}}")
        tell_gone(ticket, row)
    else:
        row.waits_for = steps.colleagues(row.steps[row.step])
        row.save(update_fields=["steps", "waits_for"])
        tell(ticket, said)


def _told(part: steps.Part) -> str:
    who = part["name"]
    if deputy := part.get("deputy_name"):
        who = _("%(deputy)s, in place of %(who)s,") % {"deputy": deputy, "who": who}
    if part["state"] == steps.APPROVED:
        line = _("%(who)s approved.") % {"who": who}
        return f"{line} “{part['reason']}”" if part["reason"] else line
    return _("%(who)s declined: “%(reason)s”") % {"who": who, "reason": part["reason"]}


@transaction.atomic
def cancel_approval(approval: Approval, *, by: Actor, reason: str = "") -> Approval:
    """Nobody's word is waited for any more. Twice is once. Raises TicketIsDeleted. Emits ApprovalDecided."""
    ticket, row = locked_with_ticket(approval.pk)
    if not row.is_pending:
        return row
    reason = one_line(storable(reason), LONGEST_REASON)
    said = _("%(who)s no longer asks for approval.") % {"who": by.name}
    end(ticket, row, State.CANCELED, f"{said} {reason}".strip(), by=by, reason=reason)
    return row


def cancel_of_closed(ticket_id: int) -> None:
    """Where the ticket is closed for good, what was asked in it is asked no more. It may be resolved."""
    rows = Approval.objects.filter(ticket=ticket_id, state=State.PENDING)
    for row in rows.filter(ticket__deleted_at=None, ticket__status__category__in=CLOSED):
        cancel_approval(row, by=SYSTEM, reason=_("The ticket was closed."))


@transaction.atomic
def ring(pk: int) -> None:
    """Its alarm: remind, or end it because nobody decided in time. Emits ApprovalDue or ApprovalDecided."""
    try:
        ticket, row = locked_with_ticket(pk)
    except NotFound:
        _end_in_bin(pk)
        return
    if not row.is_pending or row.due_at is None:
        return
    if clock.now() >= row.due_at:
        left = names(steps.silent(row.steps[row.step]))
        end(ticket, row, State.EXPIRED, _("Nobody decided in time. Still silent: %(left)s.") % {"left": left},
            by=SYSTEM)  # fmt: skip
        return
    if row.reminded_at is None and clock.now() >= reminder_at(row):
        remind_now(ticket, row)
    watch(row)


def _end_in_bin(pk: int) -> None:
    """Its ticket was deleted: whoever restores it finds that the time is over."""
    rows = Approval.objects.filter(pk=pk, state=State.PENDING)
    rows.update(state=State.EXPIRED, ended_at=clock.now(), due_at=None, waits_for=[])
    for ticket_id in Approval.objects.filter(pk=pk).values_list("ticket_id", flat=True):
        Ticket.every.filter(pk=ticket_id).update(approval=standing(ticket_id))


def remind_now(ticket: Ticket, row: Approval) -> None:
    """Both are locked. Emits ApprovalDue."""
    row.reminded_at = clock.now()
    row.save(update_fields=["steps", "reminded_at"])
    publish(ApprovalDue(ticket.pk, row.by, row.pk, row.step, row.waits_for))
