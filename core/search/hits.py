"""Which tickets have the words, the newest first, at a bounded price.

A rare word is looked up in the index. One that every second message has would have PostgreSQL read every
second message: so of frequent words as many of the newest rows are asked as should do, and older ones only
while too little was found. Where fields leave few tickets, those alone are asked. What is not visible to who
asks is never looked at: the tickets' and the messages' own selectors stand inside of every statement. All
kinds are found by one, with what each hit is worth, and what facets and orders need of its ticket.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet

from core.search import composing, frequency, seeing
from core.search.composing import FILE, PERSON, STEM, SUBJECT, TEXT, Hit, Part, Piece, piece, rows, words
from core.search.frequency import ENTRIES, SAID, TITLES
from core.search.models import Entry, OldEntry
from core.tickets.models import Message, OldWords, Ticket
from core.tickets.selectors.access import said_to
from core.tickets.selectors.search import OLD
from tenants.database import hot
from tenants.database.prepared import kept
from tenants.kernel.actor import Actor

MOST = 200  # hits of one kind that are ranked; the newest ones
ENOUGH = 200  # tickets; then older messages need not be asked
FEW = 2_000  # tickets that are asked one by one, whatever words are in them
REACH = 1.5  # times as many rows as should hold MOST hits
TIMES = 3  # that it is tried; the last time all rows are asked
OF_PEOPLE = 200
NO_INDEX = "{} + 0"  # a sum is in no index: only for what meets MOST rows soon is the key's own of use
_SAID = """
    SELECT m.id, m.ticket, m.words FROM ({readable}) AS m(id, ticket, words)
     WHERE m.words @@ {query} AND m.id > {above} AND m.id <= {top} AND {within}
     ORDER BY {key} DESC LIMIT {most}
"""
_ENTRIES = """
    SELECT e.id, e.message_id, e.attachment_id, m.ticket, e.words
      FROM {entries} e JOIN ({readable}) AS m(id, ticket, words) ON m.id = e.message_id
     WHERE e.words @@ {query} AND e.message_id > {above} AND e.message_id <= {top} AND {within}
     ORDER BY {key} DESC LIMIT {most}
"""
_TITLED = """
    SELECT s.id FROM ({seen}) AS s(id, subject)
     WHERE to_tsvector('simple'::regconfig, COALESCE(s.subject, '')) @@ {query}
           AND s.id > {above} AND s.id <= {top} AND {within} ORDER BY {key} DESC LIMIT {most}
"""
_TOP = kept("""
    SELECT COALESCE((SELECT max(id) FROM tickets_message), 0),
           COALESCE((SELECT max(id) FROM tickets_ticket), 0),
           EXISTS (SELECT FROM tickets_oldwords)
""")
WAYS = {SAID: "_said", ENTRIES: "_entries", TITLES: "_titled"}
PLACES = {TEXT: SAID, STEM: ENTRIES, FILE: ENTRIES, SUBJECT: TITLES}


@dataclass(frozen=True, slots=True)
class Top:
    """The newest rows there were when the first page was made: later ones do not move the further pages.

    has_archive: something lies in the archive; nobody looks there otherwise.
    """

    message: int
    ticket: int
    has_archive: bool = False


@dataclass
class Look:
    """One question. ask: for the tickets one may see that its fields leave; is_narrowed: by fields.

    hidden: statuses that are left out.
    shares: {where: of which part of the rows the words are}, see frequency.py. is_ranked: do ranks matter?
    """

    actor: Actor
    ask: Callable[[], QuerySet[Ticket]]
    is_narrowed: bool
    hidden: tuple[int, ...]
    plain: SearchQuery
    stems: SearchQuery | None
    people: Sequence[int]
    top: Top
    shares: dict[str, float] = field(default_factory=dict)
    is_ranked: bool = True
    few: list[int] | None = None
    is_cut: bool = False
    hits: list[Hit] = field(default_factory=list)

    def run(self) -> list[Hit]:
        try:
            self._narrow()
            return self._found() if self.few != [] else []
        except EmptyResultSet:  # nothing is for this person
            return []

    def _found(self) -> list[Hit]:
        found = self._newest()
        if not self.is_cut and self.top.has_archive:
            found += self._archived()
        self.hits = found + self._of_people()
        return self.hits

    def _newest(self) -> list[Hit]:
        """Rare words everywhere, at once; frequent ones further and further back, until there is enough."""
        found: dict[str, list[Hit]] = {}
        asked: Iterable[str] = WAYS
        for time in range(TIMES):
            bounds = {where: self._above(where) for where in asked}
            found |= {where: [] for where in bounds}
            for hit in self._asked(*(getattr(self, WAYS[where])(above) for where, above in bounds.items())):
                found[PLACES[hit.kind]].append(hit)
            self.is_cut = self._suffices(found)
            asked = [where for where, above in bounds.items() if above]
            if self.is_cut or not asked:
                break
            for where in asked:
                self._learn(where, len(found[where]), bounds[where], is_last=time == TIMES - 2)
        return [hit for hits in found.values() for hit in hits]

    def _learn(self, where: str, number: int, above: int, *, is_last: bool) -> None:
        """How frequent the words are where they were looked for; at last rare: all rows are asked."""
        self.shares[where] = 0.0 if is_last else number / (self._rows(where) - above)

    def _is_backwards(self, where: str) -> bool:
        """Are rows looked through from the newest one, instead of those that the index of words has?"""
        is_frequent = frequency.is_frequent(where, self.shares.get(where, 0.0), self._rows(where), MOST)
        return self.few is None and is_frequent

    def _above(self, where: str) -> int:
        """The number above which rows are asked; 0: all."""
        share, rows = self.shares.get(where, 0.0), self._rows(where)
        is_long = where == TITLES and self.few is None and share * rows > REACH * MOST
        return max(rows - int(REACH * MOST / share), 0) if is_long or self._is_backwards(where) else 0

    def _rows(self, where: str) -> int:
        return self.top.ticket if where == TITLES else self.top.message

    def _narrow(self) -> None:
        if self.is_narrowed:
            ids = list(self.tickets.order_by().values_list("pk", flat=True)[: FEW + 1])
            self.few = ids if len(ids) <= FEW else None

    def _suffices(self, found: Mapping[str, list[Hit]]) -> bool:
        """Older rows add nothing to a kind that is full."""
        is_full = any(len(hits) >= MOST for hits in found.values())
        return is_full or len({hit.ticket for hits in found.values() for hit in hits}) >= ENOUGH

    def _said(self, above: int) -> Part:
        key = "m.id" if self._is_backwards(SAID) else NO_INDEX.format("m.id")
        gaps = {"readable": self._readable, "query": self._as_is, "within": self._within("m.ticket")}
        return Part(
            TEXT, piece(_SAID, above=above, top=self.top.message, key=key, most=MOST, **gaps), self._as_is
        )

    def _entries(self, above: int) -> Part:
        key = "e.message_id" if self._is_backwards(ENTRIES) else NO_INDEX.format("e.message_id")
        gaps = {"readable": self._readable, "query": self._any_form, "within": self._within("m.ticket")}
        entries = hot.name_of(Entry)
        rows = piece(_ENTRIES, entries=entries, above=above, top=self.top.message, key=key, most=MOST, **gaps)
        return Part(FILE, rows, self._any_form)

    def _titled(self, above: int) -> Part:
        key = "s.id" if self._is_backwards(TITLES) else NO_INDEX.format("s.id")
        within = Piece("true") if self.few is None else self._within("s.id")
        gaps = {"seen": self._seen, "query": self._as_is, "within": within}
        return Part(SUBJECT, piece(_TITLED, above=above, top=self.top.ticket, key=key, most=MOST, **gaps))

    def _archived(self) -> list[Hit]:
        """The same of archived tickets: the oldest slice. Their messages say who may read them, as before."""
        readable = said_to(self.actor, Message.objects.filter(withdrawn_at=None)).order_by().values("pk")
        of_tickets = {
            "message__ticket__in": self.tickets.order_by().values("pk") if self.few is None else self.few
        }
        old = OldWords.objects.annotate(words=OLD).filter(
            words=self.plain, message__in=readable, **of_tickets
        )
        texts = old.order_by((F("pk") + 0).desc()).values_list("pk", "message__ticket_id", "words")
        entries = OldEntry.objects.filter(words=self.any_form, message__in=readable, **of_tickets)
        entries = entries.order_by((F("message_id") + 0).desc())
        named = entries.values_list("pk", "message_id", "attachment_id", "message__ticket_id", "words")
        return self._asked(
            Part(TEXT, rows(texts[:MOST]), self._as_is),
            Part(FILE, rows(named[:MOST]), self._any_form),
            is_old=True,
        )

    def _of_people(self) -> list[Hit]:
        """What people of that name wrote lately."""
        if not self.people:
            return []
        theirs = self.tickets.filter(contact__in=self.people, pk__lte=self.top.ticket).order_by("-pk")
        return self._asked(Part(PERSON, rows(theirs.values_list("pk", flat=True)[:OF_PEOPLE])))

    def _within(self, column: str) -> Piece:
        if self.few is not None:
            return Piece(f"{column} = ANY(%s)", (self.few,))
        return piece(
            "{column} IN (SELECT id FROM ({seen}) AS seen(id, subject))", column=column, seen=self._seen
        )

    @cached_property
    def _seen(self) -> Piece:
        return rows(seeing.titles(self.tickets)) if self.is_narrowed else seeing.seen(self.actor, self.hidden)

    @cached_property
    def _readable(self) -> Piece:
        return seeing.readable(self.actor)

    @cached_property
    def tickets(self) -> QuerySet[Ticket]:
        return self.ask()

    @cached_property
    def _as_is(self) -> Piece:
        return words(self.plain)

    @cached_property
    def _any_form(self) -> Piece:
        return words(self.any_form)

    @property
    def any_form(self) -> SearchQuery:
        """The words as they stand, or by their stems."""
        return self.plain if self.stems is None else self.plain | self.stems

    def _asked(self, *parts: Part, is_old: bool = False) -> list[Hit]:
        return composing.answers(parts, is_ranked=self.is_ranked, is_old=is_old)


def top() -> Top:
    """A look at the ends of two keys."""
    with connection.cursor() as cursor:
        cursor.execute(_TOP)
        return Top(*cursor.fetchone())


def with_words(actor: Actor, ticket_ids: Sequence[int], query: SearchQuery) -> set[int]:
    """Those of the tickets that have any of the words, as far as one may read them."""
    said = said_to(actor, Message.objects.filter(ticket__in=ticket_ids, words=query, withdrawn_at=None))
    old = OldWords.objects.annotate(words=OLD).filter(message__ticket__in=ticket_ids, words=query)
    old = old.filter(
        message__in=said_to(actor, Message.objects.filter(withdrawn_at=None)).order_by().values("pk")
    )
    titled = Ticket.objects.annotate(title=SearchVector("subject", config="simple"))
    titled = titled.filter(pk__in=ticket_ids, title=query)
    said_ever = said.order_by().values_list("ticket_id").union(old.values_list("message__ticket_id"))
    return {*(pk for (pk,) in said_ever), *titled.values_list("pk", flat=True)}
