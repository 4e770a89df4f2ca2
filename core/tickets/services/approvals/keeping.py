"""What becomes of an approval on its way: reminders, somebody else in one's place, leaving, merging."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit import trail
from core.desk import chains
from core.tickets import steps
from core.tickets.events import ApprovalAsked
from core.tickets.models import Approval, Ticket
from core.tickets.services.approvals import whom
from core.tickets.services.approvals.deciding import remind_now
from core.tickets.services.approvals.refusals import (
    ApprovalIsOver,
    AskedYourself,
    AskOne,
    HasDecided,
    IsAsked,
    NotAsked,
    ReminderTooSoon,
)
from core.tickets.services.approvals.rows import (
    gone,
    locked_with_ticket,
    mark,
    open_until,
    tell,
    watch,
    write_to,
)
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor

REST = timedelta(minutes=30)  # between two reminders by hand
State = Approval.State


@transaction.atomic
def remind_approval(approval: Approval, *, by: Actor) -> Approval:
    """Ask those who have said nothing once more. Raises ApprovalIsOver, ReminderTooSoon, TicketIsDeleted.

    Links in letters without an end of their own live on from now. Emits ApprovalDue.
    """
    ticket, row = locked_with_ticket(approval.pk)
    if not row.is_pending:
        raise ApprovalIsOver(state=row.state)
    last = row.reminded_at or row.asked_at
    if clock.now() < last + REST:
        raise ReminderTooSoon(minutes=int(REST.total_seconds() // 60))
    for part in steps.outsiders(row.steps[row.step]):
        part["until"] = open_until(row).isoformat()
    remind_now(ticket, row)
    watch(row)
    trail.record("ticket.approval_reminded", on=ticket, by=by, after={"approval": row.pk})
    return row


@transaction.atomic
def hand_on(approval: Approval, key: str, to: str, *, by: Actor) -> Approval:
    """Somebody else is asked in the place of who has said nothing. key: of the one; to: as in a plan.

    Raises NotAsked, HasDecided, ApprovalIsOver, AskOne, IsAsked, BadPlan and what asking raises. Emits
    ApprovalAsked.
    """
    [planned] = chains.read([{"asked": [to]}])
    ticket, row = locked_with_ticket(approval.pk)
    if not row.is_pending:
        raise ApprovalIsOver(state=row.state)
    one = row.steps[row.step]
    part = steps.named(one, key)
    if part is None:
        raise NotAsked
    if part["state"]:
        raise HasDecided(state=part["state"])
    fresh = whom.asked(ticket, planned["asked"], chains.ALL, by)
    if len(fresh) != 1:
        raise AskOne(whom=whom.called(to))
    if fresh[0]["key"] == row.by:
        raise AskedYourself(name=row.by_name)
    if steps.named(one, fresh[0]["key"]):
        raise IsAsked(name=fresh[0]["name"])

    before = part["name"]
    part |= fresh[0]
    if part["key"].startswith(chains.MAIL):
        write_to(ticket, row, part)
    row.waits_for = steps.colleagues(one)
    row.save(update_fields=["steps", "waits_for"])
    mark(ticket)
    told = {"whom": part["name"], "instead": before, "who": by.name}
    trail.record("ticket.approval_handed_on", on=ticket, by=by, before={"asked": key}, after={"asked": to})
    tell(ticket, _("%(who)s asks %(whom)s for approval instead of %(instead)s.") % told)
    only = [steps.user_of(part["key"])] if part["key"].startswith(chains.USER) else []
    publish(ApprovalAsked(ticket.pk, row.by, row.pk, row.step, only))
    return row


def approver_left(user_id: int) -> None:
    """Somebody works here no longer: tickets that wait for their word say so. Nobody is skipped unasked."""
    rows = Approval.objects.filter(
        state=State.PENDING, waits_for__contains=[user_id], ticket__deleted_at=None
    )
    name = User.objects.filter(pk=user_id).values_list("name", flat=True).first() or ""
    for row in rows.select_related("ticket").order_by("ticket"):
        tell(row.ticket, gone(name))


def pass_on(ticket: Ticket, survivor: Ticket) -> list[int]:
    """A merge: its approvals go on in the survivor. Returns their ids; the caller holds both locks."""
    return _carry(Approval.objects.filter(ticket=ticket), ticket, survivor)


def give_back(ids: Iterable[int], survivor: Ticket, ticket: Ticket) -> None:
    """The merge is undone: those that are still there are the ticket's again."""
    _carry(Approval.objects.filter(pk__in=list(ids), ticket=survivor), survivor, ticket)


def _carry(rows: Iterable[Approval], source: Ticket, to: Ticket) -> list[int]:
    ids = [row.pk for row in rows]
    if ids:
        Approval.objects.filter(pk__in=ids).update(ticket=to)
        mark(source)
        mark(to)
    return ids
