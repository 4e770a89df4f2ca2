"""Articles proposed from what agents answered, and the people who decide about them.

Off until somebody switches it on. A proposal holds the general part of an answer (ai.text.general) and the
masked subject; it is new if no public article and no other proposal says the same. Nothing is published
without a person who may.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from ai import book, sources
from ai.contracts import Source
from ai.likeness import like
from ai.models import Proposal, SolvedAnswer, Voice
from ai.text.redact import Redactor
from core.audit import trail
from core.knowledge import services as knowledge
from core.knowledge.models import Article
from tenants import context
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict
from tenants.kernel.text import one_line

COMPARED = 500  # latest proposals, decided ones too: what was rejected is not proposed again
State = Proposal.State


class Decided(Conflict):
    """data: state."""

    code = "proposal.decided"
    sentence = "Somebody has decided about this proposal already."


@transaction.atomic
def switch(is_on: bool, by: Actor) -> None:
    """Propose articles from now on, or no more. Repeating it changes nothing."""
    row = Voice.objects.get_or_create(queue=None)[0]
    if Voice.objects.filter(pk=row.pk, proposes=not is_on).update(proposes=is_on):
        trail.record("ai.proposing_changed", on=row, by=by, before=not is_on, after=is_on)


def is_on() -> bool:
    return Voice.objects.filter(queue=None, proposes=True).exists()


def propose(answer: SolvedAnswer, subject: str) -> Proposal | None:
    """A proposal from a solved ticket, or one more ticket for a known one. Call inside a transaction."""
    if not is_on() or like(answer.text, sources.articles()):
        return None
    known = list(Proposal.objects.order_by("-pk")[:COMPARED])
    texts = [Source(str(row.pk), "article", row.title, row.body) for row in known]
    found = like(answer.text, texts)
    if found is None:
        title = titled(answer, subject)
        row = Proposal.objects.create(title=title, body=answer.text, language=answer.language)
        row.tickets.add(answer.ticket_id)
        return row
    row = next(row for row in known if str(row.pk) == found.id)
    if row.state == State.PENDING and not row.tickets.filter(pk=answer.ticket_id).exists():
        row.tickets.add(answer.ticket_id)
        Proposal.objects.filter(pk=row.pk).update(seen=F("seen") + 1)
    return row


def titled(answer: SolvedAnswer, subject: str) -> str:
    """The masked subject; the answer's first words where there is none."""
    hidden = Redactor(book.decided().strictest).redact(subject, to_its_writer=False)
    return one_line(hidden, 200) or one_line(answer.text, 80)


@transaction.atomic
def approve(proposal: Proposal, by: Actor, *, title: str, body: str, publish: bool = False) -> Article:
    """Make it an article with these words: a draft, or public. Raises Decided, Invalid."""
    row = _undecided(proposal)
    language = row.language if row.language not in ("", "und") else context.current_tenant().language
    article = knowledge.write_article(title, body, by=by, language=language)
    if publish:
        article = knowledge.publish_article(article, by=by)
    row.article = article
    _decide(row, State.APPROVED, by)
    return article


@transaction.atomic
def reject_proposal(proposal: Proposal, by: Actor) -> Proposal:
    """It is not proposed again. Raises Decided."""
    return _decide(_undecided(proposal), State.REJECTED, by)


def _undecided(proposal: Proposal) -> Proposal:
    row = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if row.state != State.PENDING:
        raise Decided(state=row.state)
    return row


def _decide(row: Proposal, state: str, by: Actor) -> Proposal:
    row.state, row.decided_at = state, clock.now()
    row.decided_by_id = by.id if by.kind == "user" else None
    row.save(update_fields=["state", "decided_at", "decided_by", "article"])
    trail.record("proposal.decided", on=row, by=by, after={"state": state})
    return row
