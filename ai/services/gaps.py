"""Questions that found no ground, like ones together, until an article is written or they are waved off."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q

from ai import book
from ai.contracts import Letter
from ai.models import Gap
from ai.text.redact import Redactor
from core.audit import trail
from core.knowledge import services as knowledge
from core.knowledge.models import Article
from tenants import context
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict
from tenants.kernel.text import one_line

COMPARED = 100  # gaps that were asked last
ALIKE = (
    0.5  # cosine of two sketches; unlike questions stay below, most that ask the same in other words do not
)
ASKED = 1_000  # characters
State = Gap.State


class GapClosed(Conflict):
    """data: state."""

    code = "gap.closed"
    sentence = "Somebody has taken care of this question already."


def note(letter: Letter, ticket_id: int, tokens: int = 0) -> Gap:
    """One more question without ground. Call inside a transaction. A ticket counts once in a gap.

    What was dismissed or is being written counts on, and stays closed.
    """
    title, asked = masked(letter.subject, letter.body)
    row = _repeated(title, asked) or Gap.objects.create(title=title, asked=asked)
    is_new = not row.tickets.filter(pk=ticket_id).exists()
    row.tickets.add(ticket_id)
    Gap.objects.filter(pk=row.pk).update(
        seen=F("seen") + int(is_new), tokens=F("tokens") + tokens, last_at=clock.now()
    )
    return row


def _repeated(title: str, asked: str) -> Gap | None:
    """The gap that asks the same, however few there are. Half a millisecond each."""
    from ai.local.alike import likeness, sketch  # numpy stays out of web processes

    said, best, nearest = sketch(title, asked), ALIKE, None
    gone = Q(state=State.WRITTEN, article=None)  # its article was deleted: the question is open again
    for row in Gap.objects.exclude(gone).order_by("-last_at", "-pk")[:COMPARED]:
        if (alike := likeness(said, sketch(row.title, row.asked))) >= best:
            best, nearest = alike, row
    return nearest


def masked(subject: str, body: str) -> tuple[str, str]:
    """(title, question) as a gap keeps them."""
    redactor = Redactor(book.decided().strictest)
    title = one_line(redactor.redact(subject, to_its_writer=False), 200)
    asked = str(redactor.redact(body[:ASKED], to_its_writer=False))
    return title or one_line(asked, 80), asked


@transaction.atomic
def write_for(gap: Gap, by: Actor) -> Article:
    """Begin the missing article: a draft with the question. The one that was begun is returned."""
    row = _locked(gap)
    if row.article:
        return row.article
    if row.state != State.OPEN:
        raise GapClosed(state=row.state)
    body = f"> {row.title}\n\n"
    row.article = knowledge.write_article(row.title, body, by=by, language=context.current_tenant().language)
    _close(row, State.WRITTEN, by)
    return row.article


@transaction.atomic
def dismiss(gap: Gap, by: Actor) -> Gap:
    """No article is wanted. Twice is once. Raises GapClosed."""
    row = _locked(gap)
    if row.state == State.WRITTEN:
        raise GapClosed(state=row.state)
    return row if row.state == State.DISMISSED else _close(row, State.DISMISSED, by)


def _locked(gap: Gap) -> Gap:
    return Gap.objects.select_for_update().get(pk=gap.pk)


def _close(row: Gap, state: str, by: Actor) -> Gap:
    row.state = state
    row.save(update_fields=["state", "article"])
    trail.record("gap.closed", on=row, by=by, after={"state": state})
    return row
