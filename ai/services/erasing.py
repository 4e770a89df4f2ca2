"""When a ticket is erased, what advice keeps of its words elsewhere goes with it.

Most rows hang on the ticket and fall with it. What does not: gaps and proposals that hold its words for many
tickets, drafts for others that quote its answer, what the engine has learned, and what processes remember.
The engine is learned anew from what is left, within RELEARN; its older versions are dropped. An article that
somebody began from a question is that person's own text and stays.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from ai import book, options
from ai.models import Correction, Gap, ModelSettings, Proposal, SolvedAnswer, Suggestion
from ai.services import gaps, incidents, learning, meaning, outcomes, proposals
from ai.services.masking import settings_row
from core.tickets.models import Message, Ticket
from core.tickets.selectors import text_of
from tenants.alarms.bell import ensure_alarm
from tenants.kernel import clock

ALARM = learning.AFRESH
RELEARN = timedelta(minutes=10)  # many tickets that are erased together are one learning


@transaction.atomic
def forget_ticket(ticket: Ticket) -> None:
    """Call before the ticket's rows are deleted, in the same transaction."""
    for gap in Gap.objects.select_for_update().filter(tickets=ticket):
        _reword_gap(gap, ticket)
    for proposal in Proposal.objects.select_for_update(of=("self",)).filter(tickets=ticket):
        _reword_proposal(proposal, ticket)
    incidents.forget(ticket)
    if SolvedAnswer.objects.filter(ticket=ticket).exists():
        _unquote(ticket)
        meaning.look_later()  # its vector goes
    if Correction.objects.filter(ticket=ticket, field__in=options.LABELLED_FIELDS).exists():
        forget_learned()


def forget_learned() -> None:
    """Processes drop their engine now; heads are learned anew in a while. Call inside a transaction."""
    row = settings_row()
    ModelSettings.objects.filter(pk=row.pk).update(forgot_at=clock.now())
    book.decided.changed()
    learn_later()


def learn_later() -> None:
    ensure_alarm(ALARM, "heads", clock.now() + RELEARN)


def _reword_gap(row: Gap, ticket: Ticket) -> None:
    """In the words of the oldest other ticket that asked so; without one it goes."""
    other = row.tickets.exclude(pk=ticket.pk).order_by("pk").first()
    if other is None:
        row.delete()
        return
    title, asked = gaps.masked(other.subject, _first_words(other))
    Gap.objects.filter(pk=row.pk).update(title=title, asked=asked, seen=Greatest(F("seen") - 1, Value(1)))


def _reword_proposal(row: Proposal, ticket: Ticket) -> None:
    """In the words of the oldest other ticket that was answered so; without such an answer it goes."""
    others = SolvedAnswer.objects.filter(ticket__in=row.tickets.exclude(pk=ticket.pk).values("pk"))
    answer = others.select_related("ticket").order_by("pk").first()
    if answer is None:
        row.delete()
        return
    Proposal.objects.filter(pk=row.pk).update(
        title=proposals.titled(answer, answer.ticket.subject),
        body=answer.text,
        seen=Greatest(F("seen") - 1, Value(1)),
    )


def _unquote(ticket: Ticket) -> None:
    """Drafts for others that stand on this ticket's answer are out of date and show it no more."""
    name = f"solved:{ticket.number}"
    rows = list(Suggestion.objects.filter(sources__contains=[{"id": name}]).exclude(ticket=ticket))
    for row in rows:
        row.sources = [
            one | {"quote": "", "title": ""} if one.get("id") == name else one for one in row.sources
        ]
        row.save(update_fields=["sources"])
    outcomes.end([row for row in rows if row.state == Suggestion.State.READY], Suggestion.State.STALE)


def _first_words(ticket: Ticket) -> str:
    said = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER).order_by("pk")
    return text_of(first) if (first := said.first()) else ""
