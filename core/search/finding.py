"""The search itself: from a question to a page of tickets in order, with facets and what to show of each.

At most MOST tickets are found; the page says so when there are more. Pages go on by a cursor that holds how
far the desk was when the first one was made, so what comes in meanwhile moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from core.contacts.models import Contact
from core.desk import selectors as desk
from core.desk.models import Status
from core.search import asking, cursors, frequency, hits, ranking, seeing, speaking
from core.search.composing import FACTS, Hit
from core.search.cursors import Order
from core.search.hits import Look
from core.search.reading import Question
from core.tickets import conditions
from core.tickets.models import Message, Ticket
from core.tickets.selectors import numbered, visible
from tenants.kernel import clock
from tenants.kernel.actor import Actor

MOST = 1_000  # tickets of one question
# MORE_FACTS of a hit
_MOMENT = Func(Value("epoch"), "last_message_at", function="date_part", output_field=FloatField())
_IS_OLD = ExpressionWrapper(Q(archived_at__isnull=False), output_field=BooleanField())


@dataclass(slots=True)
class Row:
    """A ticket that was found, with what facets count and orders compare. at: as in a Hit."""

    pk: int
    status: int
    queue: int
    assignee: int | None
    category: int | None
    priority: int
    sentiment: int | None
    channel: str
    at: float
    is_archived: bool
    score: float = 0.0
    best: Hit | None = None


@dataclass
class Results:
    """rows: all that was found, in order; is_floor: there are more. stemmers: which were asked.

    people: customers of this name, where the question may be one; None: nobody looked.
    """

    rows: list[Row] = field(default_factory=list)
    is_floor: bool = False
    stemmers: tuple[str, ...] = ()
    people: Sequence[Contact] | None = None


def find(actor: Actor, question: Question, order: Order, mark: cursors.Mark) -> Results:
    """Everything that answers the question as the desk stood at the mark, up to MOST tickets."""
    if question.asks_nothing:
        return Results()
    if question.number is not None:
        named = visible(actor).filter(pk__in=numbered(question.number)).order_by()
        return _in_order(_plain(named), order, False)
    if not question.wanted:
        rows = tickets_of(actor, question).filter(pk__lte=mark.top.ticket).order_by("-last_message_at", "-pk")
        return _listed(actor, question, rows)
    plain = asking.as_they_stand(question.wanted)
    assert plain is not None  # there are words
    stemmers = speaking.stemmers()
    stems = asking.by_stems(question.wanted, stemmers)
    people = speaking.people(actor, question)
    known = frequency.shares()
    look = Look(
        actor,
        lambda: tickets_of(actor, question),
        question.where is not None or question.files is not None,
        _hidden(question),
        plain,
        stems,
        [row.pk for row in people or ()],
        mark.top,
        {where: frequency.share(known, where, question.wanted) for where in known},
        is_ranked=order == "relevance",
    )
    best, counts = ranking.best(look.run())
    kept = _without(actor, question, list(best))
    results = _in_order(_rows(kept, best, counts, mark), order, look.is_cut)
    results.stemmers, results.people = stemmers, people
    return results


def tickets_of(actor: Actor, question: Question) -> QuerySet[Ticket]:
    """Those one may see that the fields of the question leave. Spam only for who asks for it."""
    rows = seeing.tickets(actor, _hidden(question))
    if question.where:
        rows = rows.filter(conditions.as_query(question.where, conditions.Asking.by(actor)))
    if question.files is not None:
        through = Message.attachments.through._default_manager
        held = Exists(through.filter(message__ticket=OuterRef("pk"), message__withdrawn_at=None))
        rows = rows.filter(held) if question.files else rows.filter(~held)
    return rows


def _hidden(question: Question) -> tuple[int, ...]:
    """Statuses that nobody asked for."""
    if question.asks_state:
        return ()
    return tuple(row.pk for row in desk.statuses(hidden=True) if row.category == Status.Category.SPAM)


def _listed(actor: Actor, question: Question, rows: QuerySet[Ticket]) -> Results:
    listed = _plain(rows[: MOST + 1])
    kept = set(_without(actor, question, [row.pk for row in listed[:MOST]]))
    return Results([row for row in listed[:MOST] if row.pk in kept], len(listed) > MOST)


def _without(actor: Actor, question: Question, ids: list[int]) -> list[int]:
    """Those without the words that must not stand there."""
    query = asking.any_of(question.denied)
    if query is None or not ids:
        return ids
    gone = hits.with_words(actor, ids, query)
    return [pk for pk in ids if pk not in gone]


def _plain(rows: QuerySet[Ticket]) -> list[Row]:
    facts = rows.annotate(moment=_MOMENT, is_old=_IS_OLD).values_list(*FACTS, "moment", "is_old")
    return [Row(*values) for values in facts]


def _rows(
    kept: Iterable[int], best: Mapping[int, tuple[float, Hit]], counts: Mapping[int, int], mark: cursors.Mark
) -> list[Row]:
    made, now = [], mark.at.timestamp()
    for pk in kept:
        worth, hit = best[pk]
        row = Row(*hit.facts)
        row.best = hit
        row.score = ranking.score(worth, counts[pk], row.at, now)
        made.append(row)
    return made


def _in_order(rows: list[Row], order: Order, is_cut: bool) -> Results:
    rows.sort(key=lambda row: cursors.place(row, order), reverse=True)
    return Results(rows[:MOST], is_cut or len(rows) > MOST)


def now_mark(question: Question) -> cursors.Mark:
    """How far the desk is; one query, unless a number is all that is asked for."""
    top = hits.top() if question.number is None else hits.Top(0, 0)
    return cursors.Mark(top, clock.now())
