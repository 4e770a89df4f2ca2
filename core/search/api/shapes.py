"""What the API shows of a search."""

from __future__ import annotations

from typing import Any

from core.doors.shapes import Shape
from core.search.facets import Facet, Value
from core.search.marking import Snippet
from core.search.selectors import Beside, Completion, Found, Page, Problem
from core.tickets.api.shapes import TicketOut


class SearchPartOut(Shape):
    """A stretch of plain text. hit: it is one of the words."""

    text: str
    hit: bool


class SearchHitOut(Shape):
    """kind: what hit: text, stem (the word in another form), file, subject, person; "" without words.

    file: name of the file that hit. merged: the ticket whose number was asked for, and which goes on in
    this one ("T-0012 was merged into T-0007"); "" of all others.
    """

    kind: str
    ticket: TicketOut
    title: list[SearchPartOut]
    snippet: list[SearchPartOut]
    file: str
    merged: str

    @staticmethod
    def dump(row: Found) -> dict[str, Any]:
        return {
            "kind": row.kind,
            "ticket": TicketOut.dump(row.ticket),
            "title": _parts(row.title),
            "snippet": _parts(row.snippet),
            "file": row.file,
            "merged": row.merged,
        }


class SearchProblemOut(Shape):
    """What was not understood. instead: the whole question as it may have been meant."""

    typed: str
    detail: str
    instead: str

    @staticmethod
    def dump(row: Problem) -> dict[str, Any]:
        return {"typed": row.typed, "detail": row.sentence, "instead": row.instead}


class SearchValueOut(Shape):
    """typed: what added to the question narrows it to these."""

    typed: str
    name: str
    count: int

    @staticmethod
    def dump(row: Value) -> dict[str, Any]:
        return {"typed": row.typed, "name": row.name, "count": row.count}


class SearchFacetOut(Shape):
    key: str
    name: str
    values: list[SearchValueOut]

    @staticmethod
    def dump(row: Facet) -> dict[str, Any]:
        return {"key": row.key, "name": row.name, "values": [SearchValueOut.dump(one) for one in row.values]}


class SearchNamedOut(Shape):
    """id: public id of customers and articles, a number of companies, colleagues and tasks.

    kind: customer, company, colleague, article, task.
    """

    kind: str
    id: str
    name: str
    beside: str


class SearchPageOut(Shape):
    """total: how many tickets were found, at least (total_is_floor). next: the cursor of the next page.

    facets, beside: with the first page alone. meant: a better spelling, where nothing was found.
    """

    order: str
    total: int
    total_is_floor: bool
    results: list[SearchHitOut]
    next: str
    problems: list[SearchProblemOut]
    facets: list[SearchFacetOut]
    beside: list[SearchNamedOut]
    meant: str

    @staticmethod
    def dump(both: tuple[Page, Beside]) -> dict[str, Any]:
        page, beside = both
        return {
            "order": page.order,
            "total": page.total,
            "total_is_floor": page.is_floor,
            "results": [SearchHitOut.dump(row) for row in page.found],
            "next": page.next,
            "problems": [SearchProblemOut.dump(one) for one in page.question.problems],
            "facets": [SearchFacetOut.dump(one) for one in page.facets],
            "beside": _beside(beside),
            "meant": page.meant,
        }


class CompletionOut(Shape):
    """text: the whole question with it; at: where one goes on typing."""

    kind: str
    typed: str
    name: str
    text: str
    at: int

    @staticmethod
    def dump(row: Completion) -> dict[str, Any]:
        return {"kind": row.kind, "typed": row.typed, "name": row.name, "text": row.text, "at": row.at}


def _parts(snippet: Snippet) -> list[dict[str, Any]]:
    return [{"text": text, "hit": hit} for text, hit in snippet]


def _beside(beside: Beside) -> list[dict[str, Any]]:
    return [
        *(_named("customer", row.public_id, str(row), row.email) for row in beside.people),
        *(_named("company", row.pk, row.name) for row in beside.companies),
        *(_named("colleague", row.pk, row.name, row.email) for row in beside.colleagues),
        *(_named("article", row.public_id, row.title) for row in beside.articles),
        *(_named("task", row.number, row.title, row.label) for row in beside.tasks),
    ]


def _named(kind: str, pk: object, name: str, beside: str = "") -> dict[str, Any]:
    return {"kind": kind, "id": str(pk), "name": name, "beside": beside}
