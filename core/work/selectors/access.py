"""Fetch and authorise in one call; what may not be seen does not exist.

A task that is about a ticket is seen by those who may read that ticket, and by nobody while it lies in the
bin; every other task by all who may see tasks.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from core.accounts.models import User
from core.accounts.selectors import NoSuchPerson
from core.tickets import rules as ticket_rules
from core.tickets.models import Ticket
from core.tickets.selectors.reach import may, queues_at
from core.work.models import Task, TaskComment
from core.work.rules import DELETE, VIEW
from core.work.timing import SHUT
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused
from tenants.kernel.reach import Level

WITH = ("assignee", "creator", "team", "ticket", "project", "milestone")


class NoSuchTask(NotFound):
    code = "task.not_found"
    sentence = "There is no such task, or you may not see it."


class NoSuchComment(NotFound):
    code = "task.no_such_comment"
    sentence = "There is no such comment."


def visible(actor: Actor) -> QuerySet[Task]:
    """The tasks this actor may see."""
    return _within(actor, Task.objects.all())


def binned(actor: Actor) -> QuerySet[Task]:
    """Those in the bin, for who may put them there. Raises Refused."""
    if not (actor.kind == "system" or actor.may(DELETE)):
        raise Refused(permission=DELETE)
    return _within(actor, Task.every.filter(deleted_at__isnull=False))


def binned_task(actor: Actor, number: int) -> Task:
    """Raises NoSuchTask for one that is not in the bin, Refused."""
    row = binned(actor).filter(number=number).first()
    if row is None:
        raise NoSuchTask
    return row


def _within(actor: Actor, rows: QuerySet[Task]) -> QuerySet[Task]:
    if actor.kind in ("system", "ai"):
        return rows.filter(_about(Q(ticket__deleted_at=None)))
    if not actor.may(VIEW):
        return rows.none()
    if not actor.may(ticket_rules.VIEW):
        return rows.filter(ticket=None)
    queues = queues_at(actor, Level.READ)
    readable = Q(ticket__deleted_at=None)
    return rows.filter(_about(readable if queues is None else readable & Q(ticket__queue__in=queues)))


def _about(readable: Q) -> Q:
    return Q(ticket=None) | readable


def task_for(actor: Actor, number: int | str, to: str = VIEW) -> Task:
    """The task with this number, for an actor who may do `to` with it.

    number: 42, "42" or "TASK-0042". Raises NoSuchTask (unknown or hidden), Refused (seen, not allowed).
    """
    digits = str(number).removeprefix("#").rpartition("-")[2]
    known = digits.isdecimal() and len(digits) < 10
    row = visible(actor).select_related(*WITH).filter(number=int(digits)).first() if known else None
    if row is None:
        raise NoSuchTask
    if not (actor.kind in ("system", "ai") or actor.may(to)):
        raise Refused(permission=to)
    return row


def task_with_id(actor: Actor, pk: int) -> Task:
    """As `task_for`, for programs that know its id. Raises NoSuchTask."""
    row = visible(actor).select_related(*WITH).filter(pk=pk).first()
    if row is None:
        raise NoSuchTask
    return row


def comment_for(actor: Actor, task: Task, pk: int) -> TaskComment:
    """A comment of a task that is in hand. Raises NoSuchComment."""
    row = TaskComment.objects.filter(task=task, pk=pk).first()
    if row is None:
        raise NoSuchComment
    return row


def why_not(user: User, ticket: Ticket | None) -> str:
    """Why somebody cannot do a task (about this ticket); "" when they can."""
    if not user.is_active:
        return "inactive"
    if not user.actor.may(VIEW):
        return "no_permission"
    reads = ticket is None or may(user.actor, ticket.queue_id, ticket_rules.VIEW)
    return "" if reads else "not_in_queue"


def doer_named(actor: Actor, pk: int) -> User:
    """A colleague by key, as whoever changes tasks is offered them, whatever they may see of people else.

    Raises NoSuchPerson.
    """
    row = User.objects.select_related("role").filter(pk=pk).first() if actor.may(VIEW) else None
    if row is None:
        raise NoSuchPerson
    return row


def reads(actor: Actor, thing: Ticket | Task) -> bool:
    """May this person still read a ticket or task that is in hand, a task with its ticket? No query."""
    if isinstance(thing, Task) and not actor.may(VIEW):
        return False
    ticket = thing if isinstance(thing, Ticket) else thing.ticket
    return ticket is None or (ticket.deleted_at is None and may(actor, ticket.queue_id, ticket_rules.VIEW))


def named_for(actor: Actor, thing: Ticket | Task) -> str:
    """ "T-0042 Invoice is wrong"; the number with a neutral phrase where this person may not read it."""
    kind = "ticket" if isinstance(thing, Ticket) else "task"
    return str(thing) if reads(actor, thing) else f"{thing.label} ({SHUT[kind]})"


def doers(ticket: Ticket | None = None) -> list[User]:
    """Colleagues who can do a task (about this ticket), by name."""
    return [one for one in User.objects.working().order_by("name", "pk") if not why_not(one, ticket)]
