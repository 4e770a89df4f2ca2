"""Every read of the search room: a page of results, what stands beside it, what may come next in the box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Left

from core.accounts import selectors as accounts
from core.accounts.models import User
from core.contacts import selectors as contacts
from core.contacts.models import Company, Contact
from core.knowledge import selectors as knowledge
from core.knowledge.models import Article
from core.knowledge.rules import VIEW as READ
from core.search import cursors, facets, finding, marking, spelling
from core.search.completing import Completion, complete
from core.search.cursors import ORDERS, BadCursor, Order
from core.search.finding import Row
from core.search.marking import Snippet
from core.search.models import Entry, OldEntry
from core.search.reading import Problem, Question, read
from core.search.recent import searches
from core.tickets import conditions
from core.tickets.models import Message, OldWords, Ticket
from core.tickets.selectors import merged_into_it, only, visible
from core.tickets.selectors.access import is_unbound, shape
from core.work import selectors as work
from core.work.models import Task
from core.work.rules import VIEW as SEE_TASKS
from tenants.database.composed import composed
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

__all__ = [
    "ORDERS",
    "BadCursor",
    "Beside",
    "Completion",
    "Found",
    "NotKept",
    "Order",
    "Page",
    "Problem",
    "Question",
    "as_filters",
    "beside",
    "can_be_kept",
    "complete",
    "first",
    "read",
    "search",
    "searches",
]  # fmt: skip
PAGE, MOST = 20, 100
MOST_BESIDE = 4
COLUMNS = (  # of a ticket that the page shows; who shows more names them
    *("number", "subject", "status", "preview", "last_message_at", "archived_at"),
    *("assignee__name", "contact__name", "contact__email"),
)
SHORTEST = 2  # letters; one letter alone finds everything, and helps nobody
EXCERPT = 20_000  # characters that are looked through for the line to show


class NotKept(Invalid):
    code = "search.not_kept"
    sentence = "A view cannot ask for attachments, for one number, or for words that must not stand there."


@dataclass(frozen=True, slots=True)
class Found:
    """kind: what hit: text, stem, file, subject, person, or "" where no words were asked for.

    title: the subject in stretches. file: name of the file that hit. merged: the label of the ticket whose
    number was asked for, where it goes on in this one.
    """

    ticket: Ticket
    kind: str
    title: Snippet
    snippet: Snippet
    file: str = ""
    merged: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """total: how many tickets were found, at least (is_floor). meant: a better spelling that finds some.

    people: customers of this name, if they were looked for; `beside` need not ask again.
    """

    question: Question
    order: Order
    found: list[Found]
    total: int
    is_floor: bool
    next: str = ""
    facets: list[facets.Facet] = field(default_factory=list)
    meant: str = ""
    people: Sequence[Contact] | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    people: list[Contact]
    companies: list[Company]
    colleagues: list[User]
    articles: list[Article]
    tasks: list[Task]


def search(
    actor: Actor,
    text: str,
    *,
    order: str = "",
    cursor: str = "",
    size: int = PAGE,
    columns: Sequence[str] = COLUMNS,
) -> Page:
    """A page of tickets. order: one of ORDERS; else by relevance, or the newest where no words are asked for.

    columns: of the tickets and what stands beside them. Raises BadCursor.
    """
    question = read(text, actor)
    mark = cursors.read(cursor) if cursor else finding.now_mark(question)
    by: Order = next((one for one in ORDERS if one == order), "relevance" if question.wanted else "newest")
    results = finding.find(actor, question, by, mark)
    rows = results.rows
    left = [row for row in rows if mark.after is None or cursors.place(row, by) < mark.after]
    shown = left[: max(1, min(size, MOST))]
    is_first = mark.after is None
    return Page(
        question,
        by,
        _shown(actor, question, shown, results.stemmers, columns),
        len(rows),
        results.is_floor,
        cursors.write(mark, cursors.place(shown[-1], by)) if len(left) > len(shown) else "",
        facets.of(actor, rows) if is_first else [],
        _meant(actor, question, mark) if not rows and is_first else "",
        results.people,
    )


def first(actor: Actor, question: Question, limit: int) -> list[int]:
    """Ids of the tickets that answer, the last touched first: for a list that appears while one types."""
    rows = finding.find(actor, question, "newest", finding.now_mark(question)).rows
    return [row.pk for row in rows[:limit]]


def can_be_kept(question: Question) -> bool:
    """As a view: what views cannot ask for is left to the search."""
    return question.files is None and question.number is None and not question.denied


def as_filters(question: Question) -> dict[str, Any]:
    """What a saved view keeps of the question. Raises NotKept."""
    if not can_be_kept(question) or question.asks_nothing:
        raise NotKept
    filters: dict[str, Any] = {"q": question.plain} if question.wanted else {}
    if question.where:
        filters["where"] = conditions.as_json(question.where)
    return filters | ({"state": "all"} if not question.asks_state else {})


def beside(
    actor: Actor, question: Question, most: int = MOST_BESIDE, people: Sequence[Contact] | None = None
) -> Beside:
    """People, companies, colleagues, articles and tasks of these words, as far as one may see. Five queries.

    people: of a Page, which has asked for them already.
    """
    text = question.plain
    if len(text) < SHORTEST or question.where or question.files is not None:
        return Beside([], [], [], [], [])
    return Beside(
        list((contacts.people_like(actor, text, most) if people is None else people)[:most]),
        contacts.companies_like(actor, text, most),
        accounts.people_like(actor, text, most),
        knowledge.at_hand(text, actor, most) if actor.may(READ) else [],
        work.tasks_like(actor, text, most) if actor.may(SEE_TASKS) else [],
    )


def _meant(actor: Actor, question: Question, mark: cursors.Mark) -> str:
    better = spelling.suggestion(question.text) if question.wanted else ""
    if not better:
        return ""
    return better if finding.find(actor, read(better, actor), "newest", mark).rows else ""


def _shown(
    actor: Actor, question: Question, rows: Sequence[Row], stemmers: Sequence[str], columns: Sequence[str]
) -> list[Found]:
    """The tickets with their lines, in this order. Three to six queries, whatever the number."""
    if not rows:
        return []
    ask, asked = (_tickets if is_unbound(actor) else _tickets.fresh), [row.pk for row in rows]
    known = {ticket.pk: ticket for ticket in ask(shape(actor), tuple(columns), ids=asked)}
    marks = marking.pattern(marking.beginnings(question.plain, stemmers)) if question.wanted else None
    texts, files = _texts(rows), _files(rows)
    found = [_found(known[row.pk], row, texts, files, marks) for row in rows if row.pk in known]
    if question.number is None:
        return found
    return [replace(one, merged=merged_into_it(str(question.number), one.ticket)) for one in found]


@composed
def _tickets(actor: Actor, columns: tuple[str, ...], *, ids: Any) -> QuerySet[Ticket]:
    return only(visible(actor).filter(pk__among=ids).select_related("contact", "assignee"), columns)


def _found(
    ticket: Ticket,
    row: Row,
    texts: Mapping[int, str],
    files: Mapping[int, tuple[str, str]],
    marks: marking.Marks,
) -> Found:
    title = marking.stretches(ticket.subject, marks)
    if row.best is None:
        return Found(ticket, "", title, marking.snippet(ticket.preview, marks))
    if row.best.kind == "file" and row.best.entry in files:
        name, text = files[row.best.entry]
        return Found(ticket, "file", title, marking.snippet(text, marks), name)
    text = texts.get(row.best.message, ticket.preview)
    return Found(ticket, row.best.kind, title, marking.snippet(text, marks))


def _texts(rows: Sequence[Row]) -> dict[int, str]:
    """{message: its text}; whether one may read it the hit has said."""
    found: dict[int, str] = {}
    for is_old, words in ((False, Message), (True, OldWords)):
        wanted = [row.best.message for row in rows if row.best and row.best.is_old == is_old]
        if wanted := [pk for pk in wanted if pk]:
            found |= dict(_said(words, ids=wanted))
    return found


@composed
def _said(words: type[Message] | type[OldWords], *, ids: Any) -> QuerySet[Any]:
    texts = words._default_manager.filter(pk__among=ids).order_by()
    return texts.values_list("pk", Left("text", EXCERPT))


def _files(rows: Sequence[Row]) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    for is_old, entry in ((False, Entry), (True, OldEntry)):
        best = [row.best for row in rows if row.best and row.best.is_old == is_old]
        if wanted := [hit.entry for hit in best if hit.kind == "file"]:
            entries = entry._default_manager.filter(pk__in=wanted, attachment__isnull=False)
            named = entries.values_list("pk", "attachment__filename", Left("text", EXCERPT))
            found |= {pk: (name or "", text) for pk, name, text in named}
    return found
