"""What the organization could write down: proposed articles, and questions without an answer."""

from __future__ import annotations

from django.db.models import QuerySet

from ai.models import Gap, Proposal
from core.tickets import selectors as tickets
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

SHOWN_TICKETS = 5


class NoSuchProposal(NotFound):
    code = "proposal.not_found"
    sentence = "There is no such proposal."


class NoSuchGap(NotFound):
    code = "gap.not_found"
    sentence = "There is no such question."


def proposals(state: str = Proposal.State.PENDING) -> QuerySet[Proposal]:
    """To be decided, or decided so; those of most tickets first."""
    return (
        Proposal.objects.filter(state=state)
        .select_related("article")
        .defer("article__body", "article__words")
    )


def proposal(pk: int) -> Proposal:
    row = (
        Proposal.objects.filter(pk=pk)
        .select_related("article")
        .defer("article__body", "article__words")
        .first()
    )
    if row is None:
        raise NoSuchProposal
    return row


def gaps(state: str = Gap.State.OPEN) -> QuerySet[Gap]:
    """Open ones, or those that ended so; the most asked first."""
    return Gap.objects.filter(state=state).select_related("article").defer("article__body", "article__words")


def gap(pk: int) -> Gap:
    row = Gap.objects.filter(pk=pk).select_related("article").defer("article__body", "article__words").first()
    if row is None:
        raise NoSuchGap
    return row


def tickets_of(actor: Actor, rows: list[Proposal] | list[Gap]) -> dict[int, list[int]]:
    """{row id: numbers of the newest tickets behind it that the actor may see}. One query."""
    if not rows:
        return {}
    through = type(rows[0]).tickets.through
    name = type(rows[0])._meta.model_name
    seen = tickets.visible(actor).values("pk")
    links = through.objects.filter(**{f"{name}__in": rows}, ticket__in=seen).order_by("-ticket_id")
    found: dict[int, list[int]] = {row.pk: [] for row in rows}
    for row_id, number in links.values_list(f"{name}_id", "ticket__number"):
        if len(found[row_id]) < SHOWN_TICKETS:
            found[row_id].append(number)
    return found
