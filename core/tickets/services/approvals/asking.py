"""Ask for somebody's word: colleagues in the desk, third parties by mail, step after step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts import selectors as accounts
from core.audit import trail
from core.desk import chains, variables
from core.desk.models import ApprovalChain
from core.tickets import steps
from core.tickets.models import Approval, Ticket
from core.tickets.selectors.filling import values_of
from core.tickets.services.approvals import whom
from core.tickets.services.approvals.refusals import NoQuestion, TooManyApprovals, TooManyAsked
from core.tickets.services.approvals.rows import begin, names, tell
from core.tickets.services.rows import locked
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.text import storable

LONGEST_QUESTION = 2_000
MOST_PENDING = 10  # of one ticket at a time
MOST_A_DAY = 20  # of one ticket: a rule that runs wild writes to nobody's boss for hours


@transaction.atomic
def ask_approval(
    ticket: Ticket, question: str, plan: Sequence[Any], *, by: Actor, chain: str = ""
) -> Approval:
    """Ask for approval. plan: as core/desk/chains.py. chain: name of the template, where it is one.

    The same question to the same people, while it waits, is the one that is there. Raises NoQuestion,
    BadPlan, NobodyToAsk, CannotSee, AskedYourself, TooManyApprovals, TooManyAsked, TicketIsMerged,
    TicketIsDeleted and what outsiders.checked raises. Emits ApprovalAsked.
    """
    question = storable(question).strip()[:LONGEST_QUESTION]
    if not question:
        raise NoQuestion
    checked = chains.read(plan)
    ticket = locked(ticket.pk)
    row = Approval(
        ticket=ticket,
        question=question,
        chain=chain[:80],
        by=by.ref[:40],
        by_name=by.name[:120],
        asked_by=accounts.myself(by) if by.kind == "user" else None,
        steps=whom.resolved(ticket, checked, by),
    )
    pending = list(Approval.objects.filter(ticket=ticket, state=Approval.State.PENDING))
    if known := next((one for one in pending if _is_same(one, row)), None):
        return known
    _check_room(ticket, len(pending))

    begin(ticket, row, 0)
    after = {"approval": row.pk, "asked": list(steps.keys(row.steps))}
    trail.record("ticket.approval_asked", on=ticket, by=by, after=after)
    told = {"who": row.by_name, "whom": names(row.steps[0]["asked"]), "question": question}
    tell(ticket, _("%(who)s asks for approval by %(whom)s: %(question)s") % told)
    return row


@transaction.atomic
def ask_by_chain(ticket: Ticket, chain: ApprovalChain, *, by: Actor) -> Approval | None:
    """Ask as a chain that is kept ready says. None while one of the same name is waited for.

    Raises what ask_approval raises.
    """
    ticket = locked(ticket.pk)
    waits = Approval.objects.filter(ticket=ticket, chain=chain.name, state=Approval.State.PENDING)
    if waits.exists():
        return None
    author = accounts.myself(by) if by.kind == "user" else None
    question = variables.fill(chain.question, values_of(ticket, author))
    return ask_approval(ticket, question, chain.steps, by=by, chain=chain.name)


def _is_same(known: Approval, row: Approval) -> bool:
    return known.question == row.question and list(steps.keys(known.steps)) == list(steps.keys(row.steps))


def _check_room(ticket: Ticket, pending: int) -> None:
    if pending >= MOST_PENDING:
        raise TooManyApprovals(limit=MOST_PENDING)
    since = clock.now() - timedelta(days=1)
    if Approval.objects.filter(ticket=ticket, asked_at__gt=since).count() >= MOST_A_DAY:
        raise TooManyAsked(limit=MOST_A_DAY)
